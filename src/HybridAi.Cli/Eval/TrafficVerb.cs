using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Evaluation;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI;
using HybridAi.Privacy;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval traffic LOGS.jsonl</c>: what a log of cloud requests would have cost with the easy ones on the device.</summary>
internal static class TrafficVerb
{
    public static Command Create(CliContext context)
    {
        var logs = new Argument<string>("logs") { Description = "Chat completions as JSON lines: request and response, stored completions, or LiteLLM's spend logs." };
        var prices = new Option<string?>("--prices") { Description = "A price table of your own; without it the configuration's over the shipped one, whose date is shown." };
        var config = new Option<string?>("--config") { Description = "A settings file: requests are decided, and priced, as it says. Without it hybridai.json." };
        var others = new Option<string?>("--price-as") { Description = "Prices models the table does not know like this one." };
        var calibration = new Option<string?>("--calibration") { Description = "A file that 'calibrate' wrote. Without it the configured one, else the built-in model's." };
        var threshold = new Option<double?>("--threshold") { Description = "Score from which a request goes to the cloud. Default that of the calibration or the configuration." };
        var local = new Option<decimal>("--local-price") { Description = "Cost of a million tokens on the device. Default 0." };
        var refused = new Option<double>("--escalations") { Description = "Share of device drafts that are refused, 0 to 1. Default 0." };
        var preset = new Option<string?>("--preset") { Description = "Privacy preset. Without it what is configured." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("traffic", "Says what a log of cloud requests would save on the device, and what would be pinned. Nobody is asked.")
        {
            logs, prices, config, others, calibration, threshold, local, refused, preset, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(refused) is not (>= 0 and <= 1) || parsed.GetValue(threshold) is not (null or (>= 0 and <= 1)) || parsed.GetValue(local) < 0)
            {
                throw new CliException("--threshold and --escalations take a number from 0 to 1, --local-price one that is not negative.");
            }

            using var log = new StreamReader(InputFile.Open(context, parsed.GetValue(logs)!));
            var section = CliConfiguration.Load(context, parsed.GetValue(config)).GetSection(CliConfiguration.SectionName);
            var setting = Setting(context, section, parsed.GetValue(calibration), parsed.GetValue(threshold));
            var options = new SavingsOptions
            {
                Policy = parsed.GetValue(preset) is { } own ? setting.Policy with { Privacy = PrivacyPolicy.FromPreset(own) } : setting.Policy,
                Device = setting.Targets[CliHost.Local],
                LocalPerMillion = parsed.GetValue(local),
                EscalationShare = parsed.GetValue(refused),
                PriceOthersAs = parsed.GetValue(others),
            };
            var report = await TrafficEvaluation.RunAsync(log, Prices(context, parsed.GetValue(prices), section), options, cancellationToken);
            if (report.Requests == 0)
            {
                throw new CliException($"none of the log's {report.Malformed} lines is a request. Name a file of chat completions, {{\"request\":…,\"response\":…}} a line.", ExitCodes.Failure);
            }

            await context.Out.WriteLineAsync(parsed.GetValue(json) ? ToJson(report) : ToText(report));
            return ExitCodes.Success;
        });
        return command;
    }

    // As 'ask' would decide: the configuration, with what came with the built-in model unless another one is configured.
    private static RouteSetting Setting(CliContext context, IConfigurationSection section, string? calibration, double? threshold)
    {
        if ((calibration ?? section["Calibration"]) is { Length: > 0 } file)
        {
            CalibrationFile.Read(context, file);
            section["Calibration"] = context.PathOf(file);
        }

        var builtIn = section[$"Targets:{CliHost.Local}:Path"] is not { Length: > 0 };
        var device = TargetProfile.OnDevice(builtIn ? SmolLM2Model.ContextWindow : null, GenAIChatClient.Capabilities);
        var setting = RouteSettings.Read(section, new Dictionary<string, TargetProfile> { [CliHost.Local] = device }, builtIn ? SmolLM2Model.Calibration : null);
        return threshold is null ? setting : setting with { Policy = setting.Policy with { Threshold = threshold.Value } };
    }

    // A table of its own says all; else what the application would use.
    private static PriceTable Prices(CliContext context, string? path, IConfigurationSection section)
    {
        if (path is null)
        {
            return RouteSettings.ReadPrices(section);
        }

        using var file = InputFile.Open(context, path);
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

        if (report.Refused > 0)
        {
            lines.Add(F($"refused          {report.Refused}: nobody may answer them under this policy"));
        }

        lines.AddRange(report.PinnedBy.OrderByDescending(p => p.Value).Select(p => F($"  pinned by {p.Key}: {p.Value}")));
        lines.Add(report.ExpectedWrong is { } wrong
            ? F($"expected wrong   {wrong:0.0} of the device's answers, {wrong / Math.Max(1, report.Requests) * 100:0.0} % of all; threshold {report.Threshold:0.####}, calibration: {report.Evidence}")
            : F($"expected wrong   not known: without a calibration a score (threshold {report.Threshold:0.####}) says what prompts need in general. 'hybridai calibrate' makes one"));
        lines.Add("An estimate by the prompts alone: nobody was asked, and the device's answers were not looked at.");
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
        json.WriteNumber("refused", report.Refused);
        json.WriteNumber("pinned", report.Pinned);
        json.WriteNumber("masked", report.Masked);
        json.WriteNumber("cloudCost", report.CloudCost);
        json.WriteNumber("hybridCost", report.HybridCost);
        json.WriteNumber("savedShare", report.SavedShare);
        json.WriteNumber("savedLow", report.SavedLow);
        json.WriteNumber("savedHigh", report.SavedHigh);
        json.WriteString("priceDate", report.PriceDate);
        json.WriteString("currency", report.Currency);
        json.WriteNumber("threshold", report.Threshold);
        if (report.ExpectedWrong is { } wrong)
        {
            json.WriteNumber("expectedWrong", Math.Round(wrong, 3));
            json.WriteString("evidence", report.Evidence);
        }

        json.WriteStartObject("pinnedBy");
        foreach (var (label, count) in report.PinnedBy)
        {
            json.WriteNumber(label, count);
        }

        json.WriteEndObject();
    });

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
