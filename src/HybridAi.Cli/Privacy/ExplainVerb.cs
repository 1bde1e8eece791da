using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Privacy;
using Spectre.Console;

namespace HybridAi.Cli.Privacy;

/// <summary><c>hybridai privacy explain</c>: the policy as a table, of a preset, a composition, or what the configuration makes of it.</summary>
internal static class ExplainVerb
{
    public static Command Create(CliContext context)
    {
        var preset = new Option<string?>("--preset") { Description = PrivacyVerb.PresetOption().Description };
        var config = new Option<string?>("--config") { Description = "A configuration file: its policy, with its own rows, words and requirements." };
        var tenant = new Option<string?>("--tenant") { Description = "With --config: the policy of this tenant." };
        var command = new Command("explain", "Prints a policy: what may be seen where.") { preset, config, tenant };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(config) is { } file)
            {
                if (parsed.GetValue(preset) is not null)
                {
                    throw new CliException("--preset and --config exclude each other.");
                }

                await using var host = CliHost.Create(context, CliConfiguration.Load(context, file));
                var policy = host.Client.GetPolicy(parsed.GetValue(tenant));
                Table(context, policy.Privacy);
                foreach (var line in Beside(policy))
                {
                    await context.Out.WriteLineAsync(line);
                }

                return ExitCodes.Success;
            }

            Table(context, PrivacyVerb.Policy(parsed.GetValue(preset) ?? PrivacyPolicy.Default.Preset));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Table(CliContext context, PrivacyPolicy policy)
    {
        context.Out.WriteLine($"{policy.Preset} (revision {policy.RevisionId}), {(policy.Posture == PrivacyPosture.Open
            ? "open: what is not found may leave" : "closed: nothing leaves unless it was released and the scan is complete")}");
        var table = new Table().AddColumns("entity or class", "device", "private", "cloud", "in company", "from score");
        foreach (var rule in policy.Rules)
        {
            table.AddRow(new[]
            {
                rule.Subject, nameof(Treatment.Allow), rule.Private.ToString(), rule.Cloud.ToString(),
                rule.InCompany?.ToString() ?? "", rule.Threshold.ToString("0.00", CultureInfo.InvariantCulture),
            }.Select(cell => new Text(cell)));
        }

        Tables.Write(context, table);
    }

    // What decides beside the table.
    private static IEnumerable<string> Beside(HybridPolicy policy)
    {
        yield return $"rules revision: {policy.Revision}";
        if (policy.Privacy.Posture == PrivacyPosture.Closed)
        {
            yield return $"released: tags {Names(policy.ReleasedTags)}, tenants {Names(policy.ReleasedTenants)}";
        }

        yield return $"off-device targets must offer: {Required(policy.Require)}";
        yield return $"attachments that cannot be read: {(policy.UnreadableMayLeave ? "may leave" : policy.MediaTypesMayLeave.Count == 0 ? "stay" : $"stay, but for {Names(policy.MediaTypesMayLeave)}")}";
        yield return $"tools on the device: {Names(policy.DeviceTools)}; any other gets masks and is not offered for what must stay";
        yield return $"pinned but too hard for the device: {policy.PinnedButHard}";
        yield return $"words and patterns of its own: {(policy.Scanner is null ? "none" : $"revision {policy.Scanner.RevisionId}")}";
        yield return $"values kept: {policy.Vaults.MaxValues} per conversation, forgotten after {policy.Vaults.Idle:c} at rest, {policy.Vaults.MaxBytes} bytes in all";
        yield return $"tenants with a policy of their own: {Names([.. policy.Tenants.Keys])}";
    }

    /// <summary>What policy asks of an off-device target, in words.</summary>
    public static string Required(TargetRequirements? require)
    {
        var parts = new List<string>();
        if (require is { Regions.Count: > 0 })
        {
            parts.Add($"region {string.Join(" or ", require.Regions)}");
        }

        if (require?.MaxRetention is { } kept)
        {
            parts.Add($"kept at most: {kept:c}");
        }

        if (require is { NoTraining: true })
        {
            parts.Add("no training on requests");
        }

        if (require is { Agreements.Count: > 0 })
        {
            parts.Add($"agreement {string.Join(" or ", require.Agreements)}");
        }

        return parts.Count == 0 ? "nothing in particular" : string.Join("; ", parts);
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
