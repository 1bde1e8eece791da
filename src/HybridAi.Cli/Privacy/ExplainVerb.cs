using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Privacy;
using Spectre.Console;

namespace HybridAi.Cli.Privacy;

/// <summary><c>hybridai privacy explain</c>: the policy as a table.</summary>
internal static class ExplainVerb
{
    public static Command Create(CliContext context)
    {
        var preset = PrivacyVerb.PresetOption();
        var command = new Command("explain", "Prints a policy: what may be seen where.") { preset };
        command.SetAction(parsed =>
        {
            var policy = PrivacyVerb.Policy(parsed.GetValue(preset)!);
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
            return ExitCodes.Success;
        });
        return command;
    }
}
