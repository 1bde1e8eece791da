using System.Text.Json;

namespace HybridAi.Evaluation.Metrics;

/// <summary>The cases hold what the reference scorer (a port of RouteLLM's evaluate.py) printed for the same rows.</summary>
public class RouterMetricsTests
{
    public static TheoryData<string> Cases
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var json in Load()) data.Add(json.GetProperty("name").GetString()!);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compute_ReferenceRows_EqualsReferenceScorer(string name)
    {
        var json = Load().Single(c => c.GetProperty("name").GetString() == name);
        var expected = json.GetProperty("expected");

        var metrics = RouterMetrics.Compute(Numbers(json, "scores"), Numbers(json, "weak"), Numbers(json, "strong"));

        metrics.Count.ShouldBe(expected.GetProperty("n").GetInt32());
        metrics.WeakMean.ShouldBe(expected.GetProperty("weak").GetDouble(), 1e-9);
        metrics.StrongMean.ShouldBe(expected.GetProperty("strong").GetDouble(), 1e-9);
        metrics.Cpt20.ShouldBe(expected.GetProperty("cpt20").GetDouble(), 1e-9);
        metrics.Cpt50.ShouldBe(expected.GetProperty("cpt50").GetDouble(), 1e-9);
        metrics.Cpt80.ShouldBe(expected.GetProperty("cpt80").GetDouble(), 1e-9);
        metrics.Apgr.ShouldBe(expected.GetProperty("apgr").GetDouble(), 1e-9);
        metrics.ExactApgr.ShouldBe(expected.GetProperty("apgr_fine").GetDouble(), 1e-9);
        metrics.ExactCpt50.ShouldBe(expected.GetProperty("cpt50_fine").GetDouble(), 1e-9);
        metrics.ExactCpt80.ShouldBe(expected.GetProperty("cpt80_fine").GetDouble(), 1e-9);
    }

    [Fact]
    public void Compute_AnyRisingTransformOfScores_LeavesExactFiguresUnchanged()
    {
        var random = new Random(4);
        double[] scores = [.. Enumerable.Range(0, 150).Select(_ => random.NextDouble())];
        double[] weak = [.. scores.Select(s => random.NextDouble() < s ? 0.0 : 1.0)], strong = [.. scores.Select(_ => 1.0)];

        var plain = RouterMetrics.Compute(scores, weak, strong);
        var transformed = RouterMetrics.Compute(Array.ConvertAll(scores, s => Math.Exp(5 * s)), weak, strong);

        transformed.ExactApgr.ShouldBe(plain.ExactApgr, 1e-12);
        transformed.ExactCpt50.ShouldBe(plain.ExactCpt50, 1e-12);
        plain.ExactApgr.ShouldBeGreaterThan(0.55);
    }

    [Fact]
    public void Compute_NoGap_IsNotANumber()
    {
        var metrics = RouterMetrics.Compute([0.1, 0.2], [1, 0], [0, 1]);

        metrics.ExactApgr.ShouldBe(double.NaN);
        metrics.ExactCpt50.ShouldBe(double.NaN);
    }

    [Fact]
    public void Compute_LengthsDiffer_Throws() =>
        Should.Throw<ArgumentException>(() => RouterMetrics.Compute([0.1, 0.2], [1], [0, 1]));

    private static JsonElement[] Load()
    {
        using var stream = typeof(RouterMetricsTests).Assembly.GetManifestResourceStream("apgr-cases.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static double[] Numbers(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
