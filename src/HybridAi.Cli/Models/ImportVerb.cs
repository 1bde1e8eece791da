using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Import;

namespace HybridAi.Cli.Models;

/// <summary><c>hybridai model import FILE.gguf --output DIR</c>.</summary>
internal static class ImportVerb
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "The GGUF file." };
        var output = new Option<string>("--output") { Description = "The folder to create.", Required = true };
        var precision = new Option<ImportPrecision>("--precision") { Description = "auto, exact or int8. Default: auto." };
        var command = new Command("import", "Imports a GGUF file as a folder for ONNX Runtime GenAI, without losing precision.") { file, output, precision };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = context.PathOf(parsed.GetRequiredValue(file));
            if (!File.Exists(source))
            {
                throw new CliException("the GGUF file is not there. Check the path.");
            }

            var folder = context.PathOf(parsed.GetRequiredValue(output));
            var started = context.Time.GetTimestamp();
            var manifest = await ImportAsync(context, source, folder, parsed.GetValue(precision), cancellationToken);
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{manifest.ModelName ?? manifest.Architecture}: {manifest.ParameterCount / 1e6:0.#} M weights, {manifest.Precision}, {manifest.Files.Sum(f => f.Length) / 1e6:0.#} MB, {context.Time.GetElapsedTime(started).TotalSeconds:0.0} s"));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<ImportManifest> ImportAsync(
        CliContext context, string source, string folder, ImportPrecision precision, CancellationToken cancellationToken)
    {
        try
        {
            return await ModelImporter.ImportAsync(source, folder, new() { Precision = precision }, new ProgressLine(context), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The importer's messages hold no path and say what to do.
            throw new CliException(exception.Message, ExitCodes.Failure);
        }
    }

    private sealed class ProgressLine(CliContext context) : IProgress<ImportProgress>
    {
        private int _last = -1;

        public void Report(ImportProgress value)
        {
            var percent = (int)(value.Fraction * 100);
            if (!context.IsErrorRedirected && Interlocked.Exchange(ref _last, percent) != percent)
            {
                context.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rimporting ... {percent} %{(percent == 100 ? "\n" : "")}"));
            }
        }
    }
}
