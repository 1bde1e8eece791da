using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Evaluation;
using HybridAi.Privacy;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval traffic LOGS.jsonl</c>: what a log of cloud requests would have cost with the easy ones on the device.</summary>
internal static class TrafficVerb
{
    public static Command Create(CliContext context)
    {
        var logs = new Argument<string>("logs") { Description = "Chat completions as JSON lines: request and response, stored completions, or LiteLLM's spend logs." };
        var prices = new Option<string?>("--prices") { Description = "A price table of your own; without it the configuration's over the shipped one, whose date is shown." };
        var config = new Option<string?>("--config") { Description = "A settings file; its section HybridAi:Prices overrides the shipped prices." };
        var others = new Option<string?>("--price-as") { Description = "Prices models the table does not know like this one." };
        var threshold = new Option<double>("--threshold") { Description = "Score from which a request goes to the cloud.", DefaultValueFactory = _ => HybridPolicy.DefaultThreshold };
        var local = new Option<decimal>("--local-price") { Description = "Cost of a million tokens on the device. Default 0." };
        var refused = new Option<double>("--escalations") { Description = "Share of device drafts that are refused, 0 to 1. Default 0." };
        var preset = new Option<string>("--preset") { Description = "Privacy preset.", DefaultValueFactory = _ => "default" };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("traffic", "Says what a log of cloud requests would save on the device, and what would be pinned. Nobody is asked.")
        {
            logs, prices, config, others, threshold, local, refused, preset, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var log = new StreamReader(context.PathOf(parsed.GetValue(logs)!));
            var options = new SavingsOptions
            {
                Threshold = parsed.GetValue(threshold),
                LocalPerMillion = parsed.GetValue(local),
                EscalationShare = parsed.GetValue(refused),
                PriceOthersAs = parsed.GetValue(others),
                Privacy = PrivacyPolicy.FromPreset(parsed.GetValue(preset)!),
            };
            var report = TrafficEvaluation.Run(log, Prices(context, parsed.GetValue(prices), parsed.GetValue(config)), options, cancellationToken);
            await context.Out.WriteLineAsync(parsed.GetValue(json) ? ToJson(report) : ToText(report));
            return ExitCodes.Success;
        });
        return command;
    }

    // A table of its own says all; else what the application would use.
    private static PriceTable Prices(CliContext context, string? path, string? config)
    {
        if (path is null)
        {
            return RouteSettings.ReadPrices(CliConfiguration.Load(context, config).GetSection(CliConfiguration.SectionName));
        }

        using var file = File.OpenRead(context.PathOf(path));
        return PriceTable.Read(file);
    }

    private static string ToText(SavingsReport report)
    {
        var lines = new List<string>
        {
            F($"requests         {report.Requests}{(report.Malformed > 0 ? F($", and {report.Malformed} lines that are none") : "")}"),
            F($"on the device    {report.Local} ({report.LocalShare * 100:0.0} %), of which pinned by privacy {report.Pinned}; {report.Masked} leave with masks"),
            F($"in the cloud     {report.CloudCost:0.0000} {report.Currency}, prices of {report.PriceDate}{(report.Unpriced > 0 ? F($"; {report.Unpriced} requests have no price and are left out") : "")}"),
            F($"with the device  {report.HybridCost:0.0000} {report.Currency}"),
            F($"saved            {report.SavedShare * 100:0.0} % (95 % interval {report.SavedLow * 100:0.0} to {report.SavedHigh * 100:0.0} %)"),
        };
        if (report.Unscored > 0)
        {
            lines.Add(F($"without content  {report.Unscored}: taken to stay in the cloud"));
        }

        lines.AddRange(report.PinnedBy.OrderByDescending(p => p.Value).Select(p => F($"  pinned by {p.Key}: {p.Value}")));
        lines.Add("An estimate: it knows how hard the prompts look, not whether the device's answers would have been good enough.");
        return string.Join('\n', lines);
    }

    private static string ToJson(SavingsReport report) => Json.Object(json =>
    {
        json.WriteNumber("requests", report.Requests);
        json.WriteNumber("malformed", report.Malformed);
        json.WriteNumber("unscored", report.Unscored);
        json.WriteNumber("unpriced", report.Unpriced);
        json.WriteNumber("local", report.Local);
        json.WriteNumber("localShare", report.LocalShare);
        json.WriteNumber("pinned", report.Pinned);
        json.WriteNumber("masked", report.Masked);
        json.WriteNumber("cloudCost", report.CloudCost);
        json.WriteNumber("hybridCost", report.HybridCost);
        json.WriteNumber("savedShare", report.SavedShare);
        json.WriteNumber("savedLow", report.SavedLow);
        json.WriteNumber("savedHigh", report.SavedHigh);
        json.WriteString("priceDate", report.PriceDate);
        json.WriteString("currency", report.Currency);
        json.WriteStartObject("pinnedBy");
        foreach (var (label, count) in report.PinnedBy)
        {
            json.WriteNumber(label, count);
        }

        json.WriteEndObject();
    });

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
