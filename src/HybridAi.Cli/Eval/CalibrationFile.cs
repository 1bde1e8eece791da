using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Eval;

/// <summary>Calibration files as verbs read and write them.</summary>
internal static class CalibrationFile
{
    private const int MaxBytes = 8 << 20;

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

        using var file = InputFile.Open(context, path);
        if (file.CanSeek && file.Length > MaxBytes)
        {
            throw new CliException("the file is larger than a calibration can be. Name one that 'hybridai calibrate' wrote.", ExitCodes.Failure);
        }

        var calibration = RoutingCalibration.Read(InputFile.ReadAll(file));
        // Which model is there is known once a hidden state is asked for.
        return calibration.StaleReason(PromptClassifier.Default, calibration.ModelFingerprint) is { } reason
            ? throw new CliException("the calibration is stale. " + reason) : calibration;
    }

    /// <summary>The shipped classifier, or what a calibration made of it.</summary>
    /// <inheritdoc cref="Read"/>
    public static PromptClassifier Classifier(CliContext context, string? path) => Read(context, path)?.Apply(PromptClassifier.Default) ?? PromptClassifier.Default;

    public static void Write(CliContext context, string path, RoutingCalibration calibration) => OutputFile.Write(context, path, calibration.Write);
}
