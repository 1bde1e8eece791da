using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>calibrate</c>: fits the router to this app's prompts and this device's model.</summary>
internal static class CalibrateVerb
{
    public static Command Create(CliContext context)
    {
        var labels = new Option<string?>("--labels")
        {
            Description = "JSON lines {\"prompt\",\"local_score\",\"cloud_score\"} or {\"prompt\",\"need\"}, plain or gzip; scores 0 to 1.",
        };
        var output = new Option<string>("--out") { Description = "Where the calibration is written.", DefaultValueFactory = _ => "calibration.json" };
        var share = Share("--cloud-share", "Chooses the threshold that sends this share of such prompts to the cloud, 0 to 1.");
        var loss = Share("--max-loss", "Chooses the threshold that loses at most so much quality against always using the cloud; 0.02 is two points.");
        var threshold = Share("--threshold", "Uses this threshold.");
        var confidence = new Option<double>("--confidence") { Description = "How sure --max-loss must be, above 0 and below 1.", DefaultValueFactory = _ => 0.9 };
        confidence.Validators.Add(result => Check(result, value => value is > 0 and < 1, "choose a number above 0 and below 1"));
        var command = new Command("calibrate", "Fits the router to labels of your own prompts.") { labels, output, share, loss, confidence, threshold };
        command.Validators.Add(result =>
        {
            if (new Option[] { share, loss, threshold }.Count(option => result.GetResult(option) is not null) > 1)
            {
                result.AddError("choose one of --cloud-share, --max-loss and --threshold.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(labels) is not { } path)
            {
                throw new CliException("no labels were given. Write them with --labels FILE.");
            }

            var options = new CalibrationOptions
            {
                CloudShare = parsed.GetValue(share),
                MaxLoss = parsed.GetValue(loss),
                Confidence = parsed.GetValue(confidence),
                Threshold = parsed.GetValue(threshold),
            };
            var calibration = CalibrationCommand.Run(Labels(context, path), options, context.Time, cancellationToken);
            CalibrationFile.Write(context, parsed.GetValue(output)!, calibration);
            await context.Out.WriteLineAsync(Summary(calibration));
            await context.Out.WriteLineAsync($"written to {parsed.GetValue(output)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static IReadOnlyList<LabelledPrompt> Labels(CliContext context, string path)
    {
        using var file = File.OpenRead(context.PathOf(path));
        return LabelledPrompt.Read(file);
    }

    private static string Summary(RoutingCalibration calibration)
    {
        var learned = calibration.Adjustment is { } adjustment
            ? string.Create(CultureInfo.InvariantCulture, $"learned from {adjustment.Labels} labels")
            : $"too few labels to learn from (at least {LabelCalibration.MinLabels}): scores stay as shipped";
        var threshold = calibration.Threshold is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"threshold {value:0.####}") : "threshold as configured";
        return $"{learned}; {threshold}; {calibration.Evidence}";
    }

    private static Option<double?> Share(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(result => Check(result, value => value is >= 0 and <= 1, "choose a number from 0 to 1"));
        return option;
    }

    private static void Check(OptionResult result, Func<double, bool> isValid, string remedy)
    {
        if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && !isValid(value))
        {
            result.AddError($"{result.Option.Name} is {result.Tokens[0].Value}: {remedy}.");
        }
    }
}
