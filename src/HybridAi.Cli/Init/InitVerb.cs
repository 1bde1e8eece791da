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
            var part = path + "." + Path.GetRandomFileName();
            try
            {
                await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
                {
                    await using var source = typeof(InitVerb).Assembly.GetManifestResourceStream("hybridai.template.json")!;
                    await source.CopyToAsync(file, cancellationToken);
                }

                // Never over a file that is there, even if it appeared this moment.
                File.Move(part, path, overwrite: false);
            }
            catch (IOException) when (Path.Exists(path))
            {
                throw new CliException($"{CliConfiguration.FileName} is there already; it was not changed. Remove it first for a new one.", ExitCodes.Failure);
            }
            finally
            {
                File.Delete(part);
            }

            await context.Out.WriteLineAsync($"{CliConfiguration.FileName} written. Set OPENAI_API_KEY, or the endpoint of your server in it, and try: hybridai ask \"...\"");
            return ExitCodes.Success;
        });
        return command;
    }
}
