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

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(45)]
    public void Svg_ManyGroupsWithLongNames_EveryOneIsInTheLegendAndInsideThePicture(int count)
    {
        var group = Report.Groups[0];
        var many = Report with { Groups = [.. Enumerable.Range(0, count).Select(i => group with { Name = $"group {i:00} of a benchmark with a long name" })], Title = new string('t', 300) };
        foreach (string svg in new[] { SvgPlots.Curve(many), SvgPlots.Reliability(many) })
        {
            var root = XDocument.Parse(svg).Root!;
            double width = Number(root, "width"), height = Number(root, "height");
            var texts = root.Elements().Where(e => e.Name.LocalName == "text").ToList();
            for (int i = 0; i < count; i++) texts.ShouldContain(t => t.Value.StartsWith($"group {i:00}", StringComparison.Ordinal));
            foreach (var text in texts)
            {
                Number(text, "y").ShouldBeLessThan(height);
                // A letter is about 0.6 of the size wide, a bold one 0.63.
                double length = text.Value.Length * Number(text, "font-size") * 0.6, x = Number(text, "x");
                if (text.Attribute("text-anchor")!.Value == "start") (x + length).ShouldBeLessThan(width * 1.15, text.Value);
            }

            var lines = root.Elements().Where(e => e.Name.LocalName == "polyline").Select(e => e.Attribute("stroke")!.Value + e.Attribute("stroke-dasharray")?.Value).ToList();
            lines.Distinct().Count().ShouldBe(Math.Min(count, 32) + 1, "no two of 32 look the same");
        }

        static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Svg_ScoresThatAreNoProbabilities_SaysWhyNothingIsDrawn() =>
        SvgPlots.Reliability(Report with { Groups = [.. Report.Groups.Select(g => g with { Reliability = [] })] }).ShouldContain("no probabilities");

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
