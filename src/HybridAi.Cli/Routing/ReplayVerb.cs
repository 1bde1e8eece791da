using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Cli.Routing;

/// <summary><c>route replay FILE [--policy NEW.json]</c>: decides recorded requests again, and under another policy.</summary>
internal static class ReplayVerb
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "What a recorder wrote (HybridAi:Recorder:Path)." };
        var policy = new Option<string?>("--policy") { Description = "A settings file: shows what its section HybridAi would change." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("replay", "Decides recorded requests again, and under another policy; nobody is asked.") { file, policy, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = Run(context, parsed.GetValue(file)!, parsed.GetValue(policy), cancellationToken);
            await context.Out.WriteLineAsync(parsed.GetValue(json) ? Json.Object(report.Write) : report.ToText());
            return report.Reproduced == report.Records ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static ReplayReport Run(CliContext context, string file, string? policy, CancellationToken cancellationToken)
    {
        var path = context.PathOf(file);
        if (!File.Exists(path))
        {
            throw new CliException("the file of records is not there. A recorder writes one when HybridAi:Recorder:Path names it.");
        }

        var section = policy is null ? null : CliConfiguration.Load(context, policy).GetSection(CliConfiguration.SectionName);
        var report = new ReplayReport { Compares = section is not null };
        using var reader = new StreamReader(path);
        RouteSetting? last = null, next = null;
        RouteReplay? old = null, now = null;
        foreach (var (record, setting) in RouteRecordReader.Read(reader, _ => report.Malformed++))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!ReferenceEquals(setting, last))
            {
                last = setting;
                old = new(setting);
                next = section is null ? null : Next(section, setting, report);
                now = next is null ? null : new(next);
            }

            report.Old(record, old!.Decide(record));
            if (now is not null)
            {
                report.New(record, now.Decide(record), next!);
            }
        }

        return report;
    }

    // What a settings file does not say comes, in the application, from the packages of its models: that is in the record, not here.
    private static RouteSetting Next(IConfigurationSection section, RouteSetting recorded, ReplayReport report)
    {
        var next = RouteSettings.Read(section, recorded.Targets);
        report.Under(recorded, next, section["Calibration"] is { Length: > 0 });
        return section["Threshold"] is { Length: > 0 } || section["Calibration"] is { Length: > 0 } ? next
            : next with { Policy = next.Policy with { Threshold = recorded.Policy.Threshold } };
    }
}
