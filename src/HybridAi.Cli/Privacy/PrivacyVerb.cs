using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Privacy;

namespace HybridAi.Cli.Privacy;

/// <summary><c>hybridai privacy …</c>: what is found in texts, what may leave, and how it is masked.</summary>
internal static class PrivacyVerb
{
    public static Command Create(CliContext context) =>
        new("privacy", "Finds, masks and restores sensitive text, and explains the policy. Nothing leaves this device.")
        {
            ScanVerb.Create(context),
            MaskVerb.Create(context),
            RestoreVerb.Create(context),
            ExplainVerb.Create(context),
            AuditVerb.Create(context),
            Prove.ProveVerb.Create(context),
        };

    /// <summary>The option that names the policy.</summary>
    public static Option<string> PresetOption() => new("--preset")
    {
        Description = "The policy: " + string.Join(", ", PrivacyPolicy.Presets.Select(policy => policy.Preset)) + ", or several joined by '+'.",
        DefaultValueFactory = _ => PrivacyPolicy.Default.Preset,
    };

    /// <summary>The policy of a name.</summary>
    /// <exception cref="CliException">There is no such policy.</exception>
    public static PrivacyPolicy Policy(string preset)
    {
        try
        {
            return PrivacyPolicy.FromPreset(preset);
        }
        catch (ArgumentException)
        {
            throw new CliException("there is no preset of this name. There are: "
                + string.Join(", ", PrivacyPolicy.Presets.Select(policy => policy.Preset)) + ", and several joined by '+'.");
        }
    }
}
