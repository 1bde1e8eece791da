using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Eval;

/// <summary>Calibration files as verbs read and write them.</summary>
internal static class CalibrationFile
{
    /// <summary>Reads a calibration.</summary>
    /// <returns><see langword="null"/> without a path.</returns>
    /// <exception cref="CliException">The calibration is stale.</exception>
    /// <exception cref="InvalidDataException">It is no calibration.</exception>
    public static RoutingCalibration? Read(CliContext context, string? path)
    {
        if (path is null)
        {
            return null;
        }

        var calibration = RoutingCalibration.Read(File.ReadAllBytes(context.PathOf(path)));
        // Which model is there is known once a hidden state is asked for.
        return calibration.StaleReason(PromptClassifier.Default, calibration.ModelFingerprint) is { } reason
            ? throw new CliException("the calibration is stale. " + reason) : calibration;
    }

    /// <summary>The shipped classifier, or what a calibration made of it.</summary>
    /// <inheritdoc cref="Read"/>
    public static PromptClassifier Classifier(CliContext context, string? path) => Read(context, path)?.Apply(PromptClassifier.Default) ?? PromptClassifier.Default;

    /// <summary>Writes beside the file and renames, so that a stopped run leaves no half of a file.</summary>
    public static void Write(CliContext context, string path, RoutingCalibration calibration)
    {
        var full = context.PathOf(path);
        using (var file = File.Create(full + ".part"))
        {
            calibration.Write(file);
        }

        File.Move(full + ".part", full, overwrite: true);
    }
}
