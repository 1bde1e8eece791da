using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Cli.Doctor;

/// <summary>Whether the configured calibration fits this classifier and this local model.</summary>
internal static class CalibrationCheck
{
    public static void Run(CliHost host, IConfiguration configuration, Findings findings)
    {
        if (configuration[$"{CliConfiguration.SectionName}:Calibration"] is not { Length: > 0 } path)
        {
            if (host.BuiltIn is { } builtIn)
            {
                findings.Good("calibration", $"the built-in model's own: {builtIn.Evidence}. 'hybridai calibrate --labels' fits it to your prompts");
            }
            else
            {
                findings.Note("calibration", "none: scores say what prompts need in general, not what this model can do. 'hybridai calibrate' lets it show that");
            }

            return;
        }

        var calibration = RoutingCalibration.Read(File.ReadAllBytes(path));
        var model = host.LocalClient.GetService<IPromptProbe>()?.ModelFingerprint is { Length: > 0 } known ? known : calibration.ModelFingerprint;
        if (calibration.StaleReason(PromptClassifier.Default, model) is { } stale)
        {
            findings.Add(false, "calibration", "stale and not used. " + stale);
        }
        else
        {
            findings.Good("calibration", $"of {calibration.Created:yyyy-MM-dd}: {calibration.Evidence}");
        }
    }
}
