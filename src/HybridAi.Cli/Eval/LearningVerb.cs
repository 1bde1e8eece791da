using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval learning FILE</c>: what learning from reported outcomes makes of graded answers.</summary>
internal static class LearningVerb
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "Outcomes as 'eval suite' writes them, plain or gzip." };
        var orders = new Option<int>("--orders") { Description = "Orders in which they come; figures are means.", DefaultValueFactory = _ => 20 };
        orders.Validators.Add(r =>
        {
            if (r.GetValue(orders) is < 1 or > 1000) r.AddError("--orders must be from 1 to 1000.");
        });
        var command = new Command("learning", "Shows what learning from reports would have made of the local model's graded answers.") { file, orders };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OutcomeSet outcomes;
            await using (var stream = InputFile.Open(context, parsed.GetRequiredValue(file))) outcomes = OutcomeFile.Read(stream);
            var rows = await Task.Run(() => LearningStudy.Run(outcomes, parsed.GetValue(orders), cancellationToken), cancellationToken);
            await context.Out.WriteAsync(LearningRow.ToMarkdown(rows));
            return ExitCodes.Success;
        });
        return command;
    }
}
