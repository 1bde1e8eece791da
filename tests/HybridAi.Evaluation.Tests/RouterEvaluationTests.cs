using System.IO.Compression;
using System.Text;

namespace HybridAi.Evaluation;

public class RouterEvaluationTests
{
    [Fact]
    public void Run_ScoresThatKnowTheNeed_BeatRandomAndWordCount()
    {
        var (rows, scores) = Sample(300);

        var report = RouterEvaluation.Run(rows, scores, new RouterEvaluationOptions { GroupBy = "source" });

        var group = report.Groups.ShouldHaveSingleItem();
        group.Metrics.ExactApgr.ShouldBeGreaterThan(0.62);
        group.Random.ExactApgr.ShouldBe(0.5, 0.06);
        group.WordCount.ExactApgr.ShouldBe(0.5, 0.1);
        group.ApgrInterval!.Value.Low.ShouldBeLessThan(group.Metrics.ExactApgr);
        group.ApgrInterval!.Value.High.ShouldBeGreaterThan(group.Metrics.ExactApgr);
        group.Auroc.ShouldBeGreaterThan(0.7);
        group.TokenShare50.ShouldBe(group.Metrics.ExactCpt50, 8);
        group.Curve[0].ShouldBe(new CurvePoint(0, 0));
        group.Curve[^1].Recovered.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameIntervals()
    {
        var (rows, scores) = Sample(120);

        var first = RouterEvaluation.Run(rows, scores, new RouterEvaluationOptions { Seed = 3 });
        var again = RouterEvaluation.Run(rows, scores, new RouterEvaluationOptions { Seed = 3 });
        var other = RouterEvaluation.Run(rows, scores, new RouterEvaluationOptions { Seed = 4 });

        again.MeanApgrInterval.ShouldBe(first.MeanApgrInterval);
        other.MeanApgrInterval.ShouldNotBe(first.MeanApgrInterval);
    }

    [Fact]
    public void Run_RowsWithoutScore_SkipsTheGroupAndNamesIt()
    {
        var (rows, scores) = Sample(50);
        var missing = rows.Append(rows[0] with { Id = "lost", Benchmark = "other", WeakScore = 0, StrongScore = 1 });

        var report = RouterEvaluation.Run(missing, scores);

        report.Groups.Count.ShouldBe(1);
        report.Skipped.ShouldHaveSingleItem().Name.ShouldBe("other");
        report.Skipped[0].Reason.ShouldContain("lost");
    }

    [Fact]
    public void Run_AnyFieldOfTheFile_MakesGroups()
    {
        const string Truth = """
            {"id":1,"prompt":"a","weak_score":0,"strong_score":1,"team":"x"}
            {"id":2,"prompt":"b","weak_score":0,"strong_score":1,"team":"y"}
            {"id":3,"prompt":"c","weak_score":0,"strong_score":1}
            """;
        const string Scores = "{\"id\":1,\"score\":0.1}\n{\"id\":2,\"score\":0.2}\n{\"id\":9,\"score\":0.2}\n";

        var report = RouterEvaluation.Run(Stream(Scores), Stream(Truth), new() { GroupBy = "team" });

        report.Groups.Select(g => g.Name).ShouldBe(["x", "y"]);
        report.ScoresWithoutRow.ShouldBe(1);
        RouterEvaluation.Run(Stream(Scores), Stream(Truth), new() { GroupBy = "team", Only = ["y"] }).Groups.ShouldHaveSingleItem().Name.ShouldBe("y");
        Should.Throw<InvalidDataException>(() => RouterEvaluation.Run(Stream(Scores), Stream(Truth), new() { GroupBy = "team", Only = ["y", "z"] })).Message.ShouldContain("\"z\"");
        Should.Throw<InvalidDataException>(() => RouterEvaluation.Run(Stream(Scores), Stream(Truth), new() { GroupBy = "tim" })).Message.ShouldContain("\"tim\"");

        static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void Run_NothingToEvaluate_SaysWhy() =>
        Should.Throw<InvalidDataException>(() => RouterEvaluation.Run([], new Dictionary<string, double>())).Message.ShouldContain("no row");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_PlainOrGzipFiles_ReadsBoth(bool zipped)
    {
        string truth = string.Concat(Enumerable.Range(0, 20).Select(i =>
            $$"""{"id":"{{i}}","prompt":"p {{i}}","benchmark":"b","weak_score":{{i % 2}},"strong_score":1}""" + "\n"));
        string scores = string.Concat(Enumerable.Range(0, 20).Select(i => $$"""{"id":"{{i}}","score":{{1 - (i % 2)}}.0}""" + "\n\n"));

        var report = RouterEvaluation.Run(Stream(scores, zipped), Stream(truth, zipped));

        report.Groups.ShouldHaveSingleItem().Metrics.ExactApgr.ShouldBe(0.75, 1e-12);
    }

    [Fact]
    public void ReadRows_BrokenLine_SaysWhichOne() =>
        Should.Throw<InvalidDataException>(() => RoutingData.ReadRows(Stream("{\"id\":\"1\",\"prompt\":\"x\"}\n{oops", false)))
            .Message.ShouldContain("Line 2");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task PromptScoring_Lines_ComeBackInOrderInFullPrecision(int parallel)
    {
        using var output = new StringWriter();
        var later = new TaskCompletionSource();

        int count = await PromptScoring.RunAsync(
            Stream("{\"id\":\"a\\\"b\",\"prompt\":\"xy\"}\n{\"id\":7,\"prompt\":\"\"}\n", false),
            output,
            async (prompt, _) =>
            {
                if (prompt.Length == 0) later.SetResult();
                else if (parallel > 1) await later.Task; // the later line is done first
                return prompt.Length / 3.0;
            },
            parallel);

        count.ShouldBe(2);
        string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldContain("0.6666666666666666");
        lines[1].ShouldBe("{\"id\":7,\"score\":0}");
    }

    private static (List<RoutingRow> Rows, Dictionary<string, double> Scores) Sample(int count)
    {
        var random = new Random(11);
        var rows = new List<RoutingRow>();
        var scores = new Dictionary<string, double>();
        for (int i = 0; i < count; i++)
        {
            double need = random.NextDouble();
            rows.Add(new RoutingRow
            {
                Id = $"r{i}",
                Prompt = string.Join(' ', Enumerable.Repeat("word", random.Next(1, 40))),
                Source = "s",
                Benchmark = "b",
                WeakScore = random.NextDouble() < need ? 0 : 1,
                StrongScore = 1,
            });
            scores[$"r{i}"] = need;
        }

        return (rows, scores);
    }

    private static MemoryStream Stream(string text, bool zipped)
    {
        var stream = new MemoryStream();
        if (zipped)
        {
            using var gzip = new GZipStream(stream, CompressionMode.Compress, leaveOpen: true);
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        else
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        stream.Position = 0;
        return stream;
    }
}
