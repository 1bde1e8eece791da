using System.Text.Json;
using System.Xml.Linq;

namespace HybridAi.Evaluation.Reports;

public class ReportTests
{
    private static readonly EvaluationReport Report = Make();

    [Fact]
    public void Markdown_HasEveryGroupWithItsBaselines()
    {
        using var writer = new StringWriter();

        MarkdownReport.Write(Report, writer, 2);

        string text = writer.ToString();
        text.ShouldStartWith("## Sample");
        foreach (var group in Report.Groups) text.ShouldContain($"| {group.Name} | {group.Metrics.Count} |");
        text.ShouldContain(Report.MeanApgr.ToString("F3", System.Globalization.CultureInfo.InvariantCulture));
        text.ShouldContain("Left out: flat");
    }

    [Fact]
    public void Json_ReadBack_HasFullPrecision()
    {
        using var stream = new MemoryStream();

        JsonReport.Write(Report, stream);

        using var json = JsonDocument.Parse(stream.ToArray());
        json.RootElement.GetProperty("mean_apgr_fine").GetDouble().ShouldBe(Report.MeanApgr);
        var first = json.RootElement.GetProperty("groups").GetProperty(Report.Groups[0].Name);
        first.GetProperty("cpt50").GetDouble().ShouldBe(Report.Groups[0].Metrics.Cpt50);
        first.GetProperty("words").GetProperty("apgr_fine").GetDouble().ShouldBe(Report.Groups[0].WordCount.ExactApgr);
        first.GetProperty("curve").GetArrayLength().ShouldBeLessThanOrEqualTo(201);
    }

    [Fact]
    public void Svg_EveryPlot_IsWellFormedAndEscapesNames()
    {
        foreach (string svg in new[]
                 {
                     SvgPlots.Curve(Report), SvgPlots.Reliability(Report),
                     SvgPlots.Families("a < b & \"c\"", [new FamilyAccuracy("<x>", 3, 10), new FamilyAccuracy("none", 0, 0)]),
                 })
        {
            var root = XDocument.Parse(svg).Root!;
            root.Name.LocalName.ShouldBe("svg");
            root.Descendants().Count().ShouldBeGreaterThan(8);
            svg.ShouldNotContain("NaN");
        }

        SvgPlots.Curve(Report).ShouldContain("a&amp;b");
    }

    private static EvaluationReport Make()
    {
        var random = new Random(6);
        var rows = new List<RoutingRow>();
        var scores = new Dictionary<string, double>();
        foreach (string name in new[] { "a&b", "other", "flat" })
        {
            for (int i = 0; i < 60; i++)
            {
                string id = name + i;
                double need = random.NextDouble();
                rows.Add(new RoutingRow
                {
                    Id = id,
                    Prompt = new string('x', i + 1),
                    Benchmark = name,
                    WeakScore = name == "flat" ? 1 : random.NextDouble() < need ? 0 : 1,
                    StrongScore = 1,
                });
                scores[id] = need;
            }
        }

        return RouterEvaluation.Run(rows, scores, new RouterEvaluationOptions { Title = "Sample", BootstrapSamples = 50 });
    }
}
