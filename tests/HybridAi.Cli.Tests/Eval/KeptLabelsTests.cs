using HybridAi.Cli.Eval;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Tests.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Tests.Eval;

public sealed class KeptLabelsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{\"prompt\":\"th")]
    public void Open_AfterARunThatWasStopped_KnowsEveryWholeGrade(string half)
    {
        using var run = new CliRun();
        var context = Context(run);
        using (var kept = KeptLabels.Open(context, "g.jsonl", "m1"))
        {
            kept.Known.ShouldBeEmpty();
            kept.Append(new("one \"quoted\"\n🦊", 0.25));
            kept.Append(new("two", 1));
        }

        var file = Path.Combine(run.Folder, "g.jsonl");
        File.AppendAllText(file, half);
        using (var kept = KeptLabels.Open(context, "g.jsonl", "m1"))
        {
            kept.Known.Values.ShouldBe([new("one \"quoted\"\n🦊", 0.25) { Model = "m1" }, new("two", 1) { Model = "m1" }]);
            kept.Append(new("three", 0));
        }

        using (var other = KeptLabels.Open(context, "g.jsonl", "m2"))
        {
            other.Known.ShouldBeEmpty("grades of another model's answers say nothing about this one");
        }

        using var read = File.OpenRead(file);
        LabelledPrompt.Read(read).Select(l => l.Prompt).ShouldBe(["one \"quoted\"\n🦊", "two", "three"]);
    }

    [Fact]
    public void Open_LastLineWithoutItsEnd_IsNotLost()
    {
        using var run = new CliRun();
        run.Write("g.jsonl", "{\"prompt\":\"a\",\"need\":1}");

        using var kept = KeptLabels.Open(Context(run), "g.jsonl", null);

        kept.Known.Keys.ShouldBe(["a"]);
    }

    private static CliContext Context(CliRun run) => new()
    {
        Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null, Folder = run.Folder, Environment = run.Environment,
    };
}
