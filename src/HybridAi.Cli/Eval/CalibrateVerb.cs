using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;
using HybridAi.Models.SmolLM2;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Cli.Eval;

/// <summary><c>calibrate</c>: fits the router to this app's prompts, or to what this device's model can do.</summary>
internal static class CalibrateVerb
{
    private const string Auto = "auto";

    public static Command Create(CliContext context)
    {
        var labels = new Option<string?>("--labels")
        {
            Description = "JSON lines {\"prompt\",\"local_score\",\"cloud_score\"} or {\"prompt\",\"need\"}, plain or gzip; scores 0 to 1. Without it the local model answers the competence suite.",
        };
        var output = new Option<string>("--out") { Description = "Where the calibration is written.", DefaultValueFactory = _ => "calibration.json" };
        var limit = new Option<int?>("--limit") { Description = "At most so many prompts, for a quick run." };
        var judge = new Option<string?>("--judge") { Description = "The prompts of --labels need no score: the local model answers them and this target grades the answers, one request each." };
        var share = Share("--cloud-share", "Chooses the threshold that sends this share of such prompts to the cloud, 0 to 1.");
        var loss = Share("--max-loss", "Chooses the threshold that loses at most so much quality against always using the cloud; 0.02 is two points.");
        var threshold = Share("--threshold", "Uses this threshold.");
        var confidence = new Option<double>("--confidence") { Description = "How sure --max-loss must be, above 0 and below 1.", DefaultValueFactory = _ => 0.9 };
        var config = new Option<string?>("--config") { Description = "The configuration file." };
        var prompts = new Option<string?>("--prompts") { Description = "More prompts of the same traffic, {\"prompt\"} a line, without labels: they make --cloud-share more exact." };
        var tier = new Option<string>("--tier")
        {
            Description = "What learns from --labels: lexical (the prompt's text), auto (its text and the local model's hidden state, a few rows a second).",
            DefaultValueFactory = _ => Auto,
        };
        tier.AcceptOnlyFromAmong("lexical", Auto);
        var model = new Option<string?>("--model") { Description = "A GGUF file or an imported folder whose state is read. Default: the configured model." };
        confidence.Validators.Add(result => Check(result, value => value is > 0 and < 1, "choose a number above 0 and below 1"));
        limit.Validators.Add(result => Check(result, value => value >= 1, "choose a number of at least 1"));
        var command = new Command("calibrate", "Fits the router to labels of your own prompts, or to what the local model can do.")
        {
            labels, output, limit, judge, share, loss, confidence, threshold, config, prompts, tier, model,
        };
        command.Validators.Add(result =>
        {
            if (new Option[] { share, loss, threshold }.Count(option => result.GetResult(option) is not null) > 1)
            {
                result.AddError("choose one of --cloud-share, --max-loss and --threshold.");
            }

            if (result.GetResult(prompts) is not null && result.GetResult(share) is null)
            {
                result.AddError("--prompts makes --cloud-share more exact: ask for one.");
            }

            if (result.GetResult(confidence) is { Implicit: false } && result.GetResult(loss) is null)
            {
                result.AddError("--confidence says how sure --max-loss must be: ask for one.");
            }

            if (result.GetResult(judge) is not null && result.GetResult(labels) is null)
            {
                result.AddError("--judge needs --labels: a file with a {\"prompt\"} a line.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(labels);
            if (path is null && (parsed.GetValue(prompts) ?? parsed.GetValue(model)) is not null)
            {
                throw new CliException("--prompts and --model go with --labels.");
            }

            OutputFile.Check(context, parsed.GetValue(output)!);
            var work = new Work(context, parsed.GetValue(config), parsed.GetValue(output)!, parsed.GetValue(limit) ?? int.MaxValue);
            var options = new CalibrationOptions
            {
                CloudShare = parsed.GetValue(share),
                MaxLoss = parsed.GetValue(loss),
                Confidence = parsed.GetValue(confidence),
                Threshold = parsed.GetValue(threshold),
            };
            var (found, fingerprint, fitted) = path is null ? await work.SuiteAsync(cancellationToken)
                : parsed.GetValue(judge) is { } target ? await work.JudgedAsync(path, target, cancellationToken)
                : (work.Labels(path), null, null);
            options = options with { ModelFingerprint = fingerprint, Suite = fitted, Prompts = parsed.GetValue(prompts) is { } more ? work.Prompts(more) : [] };
            if (path is not null)
            {
                options = await work.WithModelAsync(found, parsed.GetValue(model), parsed.GetValue(tier) == Auto, options, cancellationToken);
            }

            var calibration = CalibrationCommand.Run(found, options, context.Time, cancellationToken);
            calibration = calibration with { Heads = calibration.Heads ?? fitted?.Heads, Drafts = fitted?.Drafts };
            // A threshold that was asked for is one for tier 0's scores of these labels; with none the one that belongs to the heads.
            if (calibration.Threshold is null && fitted is { } measured)
            {
                calibration = calibration with
                {
                    Threshold = measured.Balanced,
                    Evidence = string.Create(CultureInfo.InvariantCulture, $"{found.Count} graded answers; {ThresholdSetting.Balanced.Name}: at most {100 * ThresholdSetting.Balanced.MostWrong:0.#} % of all answers wrong on the device"),
                };
            }

            CalibrationFile.Write(context, work.Output, calibration);
            await context.Out.WriteLineAsync(Summary(calibration));
            await context.Out.WriteLineAsync($"written to {work.Output}; the option \"Calibration\" of the section \"HybridAi\" uses it");
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Summary(RoutingCalibration calibration)
    {
        var learned = calibration.Adjustment is { } adjustment
            ? string.Create(CultureInfo.InvariantCulture, $"learned from {adjustment.Labels} labels")
            : $"too few labels to learn from (at least {LabelCalibration.MinLabels}, of different prompts; a third is kept apart for --max-loss): scores stay as shipped";
        learned += (calibration.Heads, calibration.Drafts) switch
        {
            (null, null) => "",
            (_, null) => " and the model's hidden states",
            _ => ", the model's hidden states and its drafts",
        };
        var threshold = calibration.Threshold switch
        {
            null => "threshold as configured",
            double.PositiveInfinity => "everything stays on the device",
            double.NegativeInfinity => "everything goes to the cloud",
            { } value => string.Create(CultureInfo.InvariantCulture, $"threshold {value:0.####}"),
        };
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

    /// <summary>Where labels come from.</summary>
    private sealed class Work(CliContext context, string? config, string output, int limit)
    {
        private const int AnswerTokens = 256;

        public string Output => output;

        public IReadOnlyList<LabelledPrompt> Labels(string path)
        {
            using var file = InputFile.Open(context, path);
            return [.. LabelledPrompt.Read(file).Take(limit)];
        }

        public IReadOnlyList<string> Prompts(string path)
        {
            using var file = InputFile.Open(context, path);
            return LabelledPrompt.ReadPrompts(file);
        }

        /// <summary>
        /// The options with what decides where too few labels teach nothing, and with hidden states of the labels, and of the prompts when a share asks for
        /// them; without states where there is no model that has them.
        /// </summary>
        public async Task<CalibrationOptions> WithModelAsync(
            IReadOnlyList<LabelledPrompt> labels, string? model, bool reads, CalibrationOptions options, CancellationToken cancellationToken)
        {
            var configured = Configuration()[$"{CliConfiguration.SectionName}:Targets:{CliHost.Local}:Path"];
            var builtIn = model is null && configured is not { Length: > 0 };
            options = options with { InForce = builtIn ? SmolLM2Model.Calibration : null };
            var needed = labels.Count >= CalibrationCommand.MinLabelsForStates
                || (builtIn && labels.Count < LabelCalibration.MinLabels && (options.CloudShare is not null || options.MaxLoss is not null));
            if (!reads || !needed)
            {
                return options;
            }

            using var reading = await LabelReading.TryOpenAsync(context, model ?? configured, isOptional: model is null, cancellationToken);
            return reading is null ? options : options with
            {
                States = await reading.ReadAsync(labels, cancellationToken),
                PromptStates = options.CloudShare is null || options.Prompts.Count == 0 ? null
                    : await reading.ReadAsync(options.Prompts, "states of prompts", cancellationToken),
            };
        }

        /// <summary>The local model answers the suite; the picture lies beside the calibration.</summary>
        public async Task<(IReadOnlyList<LabelledPrompt> Labels, string? Model, SuiteFit? Fitted)> SuiteAsync(CancellationToken cancellationToken)
        {
            await using var host = CliHost.Create(context, Configuration());
            await host.PrepareAsync(context, cancellationToken);
            var suite = SuiteReport.Spread(CompetenceSuite.Generate(), limit);
            await context.Error.WriteLineAsync($"the local model answers {suite.Count} prompts of the competence suite");
            var kept = Path.ChangeExtension(output, ".outcomes.jsonl");
            using var file = KeptOutcomes.Open(context, kept, await SuiteRunner.DescribeAsync(host.LocalClient, cancellationToken), suite);
            await context.Error.WriteLineAsync($"outcomes are kept in '{kept}'{(file.Done > 0 ? $", {file.Done} of these are there already" : "")}: a run that was stopped goes on");
            var outcomes = await file.RunAsync(host.LocalClient, new() { Time = context.Time }, done => Say(done, suite.Count), cancellationToken);
            await context.Out.WriteLineAsync(SuiteReport.Markdown(outcomes));
            var picture = Path.ChangeExtension(output, ".svg");
            OutputFile.Write(context, picture, SvgPlots.Families($"What {outcomes.Model} can do", SuiteRunner.ByFamily(outcomes.Rows)));
            await context.Out.WriteLineAsync($"the picture is {picture}");
            var heads = SuiteHeads.Fit(PromptClassifier.Default, outcomes, cancellationToken);
            await context.Out.WriteLineAsync(heads is null ? $"no head on the hidden state: {SuiteHeads.MinOutcomes} prompts and a model that shows its state are needed"
                : string.Create(CultureInfo.InvariantCulture, $"heads on the hidden state{(heads.Drafts is null ? "" : " and on drafts")} were fitted to this model. A wrong answer scores higher than a right one in {100 * heads.Quality.Known:0} % of pairs before the draft and {100 * heads.Quality.KnownWithDraft:0} % with it, in kinds of tasks like these, and in {100 * heads.Quality.Unknown:0} and {100 * heads.Quality.UnknownWithDraft:0} % in others (50 % is chance)"));
            return (SuiteReport.Labels(outcomes), outcomes.ModelFingerprint is { Length: > 0 } model ? model : null, heads);
        }

        /// <summary>The local model answers, a target grades.</summary>
        public async Task<(IReadOnlyList<LabelledPrompt> Labels, string? Model, SuiteFit? Fitted)> JudgedAsync(string path, string target, CancellationToken cancellationToken)
        {
            await using var host = CliHost.Create(context, Configuration());
            if (target != CliHost.Cloud || !host.HasCloud)
            {
                throw new CliException("--judge names a target that is not configured. 'hybridai init' shows how to add a cloud.", ExitCodes.NoTarget);
            }

            IReadOnlyList<string> prompts;
            using (var file = InputFile.Open(context, path))
            {
                prompts = [.. LabelledPrompt.ReadPrompts(file).Take(limit)];
            }

            await host.PrepareAsync(context, cancellationToken);
            var model = (await SuiteRunner.DescribeAsync(host.LocalClient, cancellationToken)).ModelFingerprint is { Length: > 0 } fingerprint ? fingerprint : null;
            var kept = Path.ChangeExtension(output, ".grades.jsonl");
            using var grades = KeptLabels.Open(context, kept, model);
            string[] asked = [.. prompts.Where(p => !grades.Known.ContainsKey(p)).Distinct(StringComparer.Ordinal)];
            await context.Error.WriteLineAsync(
                $"{asked.Length} prompts and their local answers go to '{target}' to be graded: about {JudgedLabels.EstimateTokens(asked, AnswerTokens)} input tokens at its price");
            await context.Error.WriteLineAsync($"grades are kept in '{kept}'{(prompts.Count > asked.Length ? $", {prompts.Count - asked.Length} of these are there already" : "")}: a run that was stopped goes on");
            await JudgedLabels.RunAsync(host.LocalClient, host.Target(target), asked, AnswerTokens, new Done(done => Say(done, asked.Length)), grade =>
            {
                grades.Append(grade);
                grades.Known[grade.Prompt] = grade;
            }, cancellationToken);
            LabelledPrompt[] labels = [.. prompts.Where(grades.Known.ContainsKey).Select(p => grades.Known[p])];
            await context.Error.WriteLineAsync($"{labels.Length} of {prompts.Count} were graded");
            return labels.Length == 0 && prompts.Count > 0
                ? throw new CliException("the judge gave no grades. A stronger model is needed there.", ExitCodes.Failure)
                : (labels, model, null);
        }

        // Without a calibration: it may be the very file that is made here, stale or not there yet.
        private IConfigurationRoot Configuration() => new ConfigurationBuilder()
            .AddInMemoryCollection(CliConfiguration.Load(context, config).AsEnumerable()
                .Where(pair => pair.Value is not null && !pair.Key.Equals($"{CliConfiguration.SectionName}:Calibration", StringComparison.OrdinalIgnoreCase)))
            .Build();

        private void Say(int done, int all)
        {
            if (done % 25 == 0)
            {
                context.Error.WriteLine($"{done} of {all}");
            }
        }
    }

    private sealed class Done(Action<int> done) : IProgress<int>
    {
        public void Report(int value) => done(value);
    }
}
