using System.CommandLine;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Init;

/// <summary><c>hybridai init</c>: writes a commented configuration; never over an existing file.</summary>
internal static class InitVerb
{
    public static Command Create(CliContext context)
    {
        var command = new Command("init", $"Writes a commented {CliConfiguration.FileName} into this folder. An existing file stays as it is.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var path = Path.Combine(context.Folder, CliConfiguration.FileName);
            var begun = false;
            try
            {
                // CreateNew is the one way that never takes a file that appeared this moment: moving over a name looks first and then moves.
                await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                begun = true;
                await using var source = typeof(InitVerb).Assembly.GetManifestResourceStream("hybridai.template.json")!;
                await source.CopyToAsync(file, cancellationToken);
            }
            catch (IOException) when (!begun && Path.Exists(path))
            {
                throw new CliException($"{CliConfiguration.FileName} is there already; it was not changed. Remove it first for a new one.", ExitCodes.Failure);
            }
            catch when (begun)
            {
                File.Delete(path);
                throw;
            }

            await context.Out.WriteLineAsync($"{CliConfiguration.FileName} written. Set OPENAI_API_KEY, or the endpoint of your server in it, and try: hybridai ask \"...\"");
            return ExitCodes.Success;
        });
        return command;
    }
}
