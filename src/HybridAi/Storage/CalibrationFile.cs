namespace HybridAi;

/// <summary>The file of a calibration. Messages hold no path.</summary>
internal static class CalibrationFile
{
    /// <summary>Larger files are not read; those that are written have a few hundred kilobytes.</summary>
    public const int MaxBytes = 8 << 20;

    /// <summary>Reads it, or adds to the errors why it cannot be used.</summary>
    public static RoutingCalibration? Read(string path, string option, List<string> errors)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
            {
                errors.Add($"{option} is larger than a calibration can be: name a file that 'hybridai calibrate' wrote.");
                return null;
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return RoutingCalibration.Read(bytes);
        }
        catch (InvalidDataException e)
        {
            errors.Add($"{option}: {e.Message} Make a new one with 'hybridai calibrate', or remove the option.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            errors.Add($"{option} names a file that {(e is FileNotFoundException or DirectoryNotFoundException ? "is not there" : "cannot be read")}: "
                + "make it with 'hybridai calibrate', or remove the option.");
        }

        return null;
    }

    /// <summary>The policy with what was learned.</summary>
    public static HybridPolicy Use(RoutingCalibration calibration, HybridPolicy policy) =>
        policy with { Calibration = calibration, Threshold = calibration.Threshold ?? policy.Threshold };
}
