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
            await using var host = CliHost.Create(context, CliConfiguration.Load(context));
            await host.PrepareAsync(context, cancellationToken);
            var model = await SuiteRunner.DescribeAsync(host.LocalClient, cancellationToken);
            await using var stream = new FileStream(context.PathOf(parsed.GetRequiredValue(file)), FileMode.OpenOrCreate, FileAccess.ReadWrite);
            // Every family gets its turn, so that a run that is stopped early has seen all of them.
            SuitePrompt[] suite = [.. CompetenceSuite.GenerateMany(parsed.GetValue(seeds)).GroupBy(p => p.Family)
                .SelectMany(g => g.Select((p, i) => (Prompt: p, Round: i / CompetenceSuite.PerFamily, Turn: i % 7)))
                .OrderBy(p => p.Round).ThenBy(p => p.Turn).Select(p => p.Prompt)];
            var known = Known(stream, model, suite);
            int done = suite.Count(p => known.ContainsKey(p.Id));
            var outcomes = await SuiteRunner.RunAsync(host.LocalClient, suite, new()
            {
                KeepAnswers = parsed.GetValue(answers),
                Known = known,
                Done = outcome =>
                {
                    OutcomeFile.Append(stream, outcome);
                    if (++done % 25 == 0) context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {suite.Length}"));
                },
            }, cancellationToken);
            double right = outcomes.Rows.Average(o => o.Mark);
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Rows.Count} prompts, {100 * right:0.0} % right"));
            return ExitCodes.Success;
        });
        return command;
    }

    // Leaves the stream behind the last whole line.
    private static Dictionary<string, SuiteOutcome> Known(FileStream stream, OutcomeSet model, IReadOnlyList<SuitePrompt> suite)
    {
        if (stream.Length == 0)
        {
            OutcomeFile.WriteHeader(stream, model);
            return [];
        }

        var set = OutcomeFile.Read(stream);
        if (set.ModelFingerprint != model.ModelFingerprint || set.SuiteVersion != model.SuiteVersion)
            throw new CliException("the file holds outcomes of another model or another version of the suite. Name a new file.");

        // Kept answers are marked anew: a grader may have become better since.
        var prompts = suite.ToDictionary(p => p.Id, StringComparer.Ordinal);
        SuiteOutcome[] rows = [.. set.Rows.Select(r => r.Answer is { } answer && prompts.TryGetValue(r.Id, out var prompt) ? r with { Mark = prompt.Grade(answer) } : r)];
        stream.SetLength(0); // the last line may be cut off
        OutcomeFile.Write(stream, set with { Rows = rows });
        return rows.ToDictionary(r => r.Id, StringComparer.Ordinal);
    }
}
