using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval suite FILE</c>: lets the local model answer the competence suite; a run that was stopped goes on.</summary>
internal static class SuiteVerb
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "Where the outcomes are kept, as JSON lines; what is in it already is not asked again." };
        var seeds = new Option<int>("--seeds") { Description = "How many suites, each of another seed.", DefaultValueFactory = _ => 1 };
        var answers = new Option<bool>("--answers") { Description = "Also keeps what the model said." };
        var command = new Command("suite", "Lets the local model answer the competence suite and marks it.") { file, seeds, answers };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(seeds) is < 1 or > 20) throw new CliException("--seeds takes a number from 1 to 20.");
            OutputFile.Check(context, parsed.GetRequiredValue(file));
            await using var host = CliHost.Create(context, CliConfiguration.Load(context));
            await host.PrepareAsync(context, cancellationToken);
            var model = await SuiteRunner.DescribeAsync(host.LocalClient, cancellationToken);
            // Every family gets its turn, so that a run that is stopped early has seen all of them.
            SuitePrompt[] suite = [.. CompetenceSuite.GenerateMany(parsed.GetValue(seeds)).GroupBy(p => p.Family)
                .SelectMany(g => g.Select((p, i) => (Prompt: p, Round: i / CompetenceSuite.PerFamily, Turn: i % 7)))
                .OrderBy(p => p.Round).ThenBy(p => p.Turn).Select(p => p.Prompt)];
            using var kept = KeptOutcomes.Open(context, parsed.GetRequiredValue(file), model, suite);
            var outcomes = await kept.RunAsync(host.LocalClient, new() { KeepAnswers = parsed.GetValue(answers) }, done =>
            {
                if (done % 25 == 0) context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {suite.Length}"));
            }, cancellationToken);
            double right = outcomes.Rows.Average(o => o.Mark);
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Rows.Count} prompts, {100 * right:0.0} % right"));
            return ExitCodes.Success;
        });
        return command;
    }
}
