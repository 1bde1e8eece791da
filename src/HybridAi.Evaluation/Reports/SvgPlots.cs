using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Plots as self-contained SVG.</summary>
public static class SvgPlots
{
    private const double Width = 860, Height = 520, Left = 70, Top = 56, PlotWidth = 500, PlotHeight = 390, Highest = 1.6, Lowest = -0.2;
    private const int LongestTitle = 90, LongestName = 32;
    private const string Grid = "#e4e4e4", Axis = "#777777", Muted = "#666666";

    /// <summary>Quality against cost: share of the gap recovered over the share of calls that goes to the strong model.</summary>
    /// <param name="report">What to draw.</param>
    /// <returns>The SVG.</returns>
    public static string Curve(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        double most = report.Groups.SelectMany(g => g.Curve).Max(p => p.Recovered), least = report.Groups.SelectMany(g => g.Curve).Min(p => p.Recovered);
        double highest = Math.Max(1.1, Math.Min(Highest, most)), lowest = Math.Max(Lowest, Math.Min(0, least));
        var legend = new SvgLegend(Left + PlotWidth + 26, Top + 14, Width, report.Groups.Count + 1);
        var canvas = Frame(legend, report.Title + ": quality against cost", "share of calls to the strong model", "share of the quality gap recovered", lowest, highest);
        canvas.Path([(X(0), Y(0, lowest, highest)), (X(1), Y(1, lowest, highest))], Muted, 1.5, SvgLegend.Reference);
        foreach (var group in report.Groups)
        {
            var (colour, dash) = legend.Next();
            canvas.Path(group.Curve.Select(p => (X(p.StrongShare), Y(Math.Clamp(p.Recovered, lowest, highest), lowest, highest))), colour, legend.IsLong ? 1.5 : 2, dash);
            legend.Add(canvas, colour, dash, group.Name, string.Create(CultureInfo.InvariantCulture, $"{group.Metrics.ExactApgr:F3}"), string.Create(CultureInfo.InvariantCulture,
                $"APGR {group.Metrics.ExactApgr:F3} · words {group.WordCount.ExactApgr:F3} · CPT50 {group.Metrics.ExactCpt50:F0} %"));
        }

        legend.Add(canvas, Muted, SvgLegend.Reference, "random", "0.500", legend.IsLong ? "" : "APGR 0.500");
        if (most > Highest || least < Lowest) canvas.Text(Left, Height - 8, "curves are cut at -20 % and 160 %: those groups are small, or weak and strong are nearly equal", 10.5, fill: Muted);

        return canvas.ToString();
    }

    /// <summary>Reliability: how often the strong model was really better among prompts of similar predicted probability.</summary>
    /// <param name="report">What to draw; groups whose scores are no probabilities are left out.</param>
    /// <returns>The SVG.</returns>
    public static string Reliability(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var groups = report.Groups.Where(g => g.Reliability.Count > 0).ToList();
        var legend = new SvgLegend(Left + PlotWidth + 26, Top + 14, Width, groups.Count + 1);
        var canvas = Frame(legend, report.Title + ": reliability", "predicted need", "mean gain of the strong model (clipped)", 0, 1);
        canvas.Path([(X(0), Y(0, 0, 1)), (X(1), Y(1, 0, 1))], Muted, 1.5, SvgLegend.Reference);
        foreach (var group in groups)
        {
            var (colour, dash) = legend.Next();
            var points = group.Reliability.Select(b => (X(b.Predicted), Y(b.Happened, 0, 1))).ToList();
            canvas.Path(points, colour, legend.IsLong ? 1 : 1.5, dash);
            foreach (var (x, y) in points) canvas.Circle(x, y, legend.IsLong ? 2.5 : 3.5, colour);
            legend.Add(canvas, colour, dash, group.Name, string.Create(CultureInfo.InvariantCulture, $"ECE {group.CalibrationError:F3}"), string.Create(CultureInfo.InvariantCulture,
                $"ECE {group.CalibrationError:F3} · Brier {group.Brier:F3}"));
        }

        legend.Add(canvas, Muted, SvgLegend.Reference, "as predicted", "", legend.IsLong ? "" : "what is predicted happens");
        if (groups.Count == 0) canvas.Text(X(0.5), Y(0.5, 0, 1) - 24, "the scores are no probabilities: some lie outside of 0 and 1", 12, "middle", Muted);

        return canvas.ToString();
    }

    /// <summary>Accuracy by family: a bar and its 95 % interval each, best first.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="families">What to draw.</param>
    /// <returns>The SVG.</returns>
    public static string Families(string title, IReadOnlyList<FamilyAccuracy> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        const double Row = 24, NameWidth = 230, BarWidth = 460;
        double height = 86 + (Row * families.Count);
        var canvas = new SvgCanvas(Width, height, title);
        canvas.Text(24, 28, SvgLegend.Short(title, LongestTitle), 17, bold: true);
        double at = NameWidth;
        foreach (var (colour, meaning) in new[] { (SvgCanvas.Palette[2], "70 % and more"), (SvgCanvas.Palette[4], "40 % and more"), (SvgCanvas.Palette[1], "less") })
        {
            canvas.Rectangle(at, 37, 10, 10, colour, 0.85);
            canvas.Text(at + 15, 46, meaning, 10.5, fill: Muted);
            at += 110;
        }

        canvas.Text(at, 46, "lines: 95 % intervals", 10.5, fill: Muted);
        for (int tick = 0; tick <= 4; tick++)
        {
            double x = NameWidth + (BarWidth * tick / 4);
            canvas.Line(x, 54, x, height - 24, Grid);
            canvas.Text(x, height - 8, string.Create(CultureInfo.InvariantCulture, $"{25 * tick} %"), 11, "middle", Muted);
        }

        int row = 0;
        foreach (var family in families.OrderByDescending(f => f.Accuracy).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            double y = 58 + (Row * row++);
            var interval = Interval.OfShare(family.Correct, family.Count);
            string colour = family.Accuracy >= 0.7 ? SvgCanvas.Palette[2] : family.Accuracy >= 0.4 ? SvgCanvas.Palette[4] : SvgCanvas.Palette[1];
            canvas.Text(NameWidth - 10, y + 13, SvgLegend.Short(family.Name, LongestName), 12, "end");
            canvas.Rectangle(NameWidth, y, BarWidth * family.Accuracy, 16, colour, 0.85);
            double low = NameWidth + (BarWidth * interval.Low), high = NameWidth + (BarWidth * interval.High), middle = y + 8;
            canvas.Line(low, middle, high, middle, "#222222", 1.2);
            canvas.Line(low, middle - 4, low, middle + 4, "#222222", 1.2);
            canvas.Line(high, middle - 4, high, middle + 4, "#222222", 1.2);
            canvas.Text(NameWidth + BarWidth + 16, y + 13, string.Create(CultureInfo.InvariantCulture,
                $"{100 * family.Accuracy:F0} %  ({100 * interval.Low:F0}–{100 * interval.High:F0}, n = {family.Count})"), 11, fill: Muted);
        }

        return canvas.ToString();
    }

    private static SvgCanvas Frame(SvgLegend legend, string title, string horizontal, string vertical, double lowest, double highest)
    {
        var canvas = new SvgCanvas(Width, Math.Max(Height, legend.Bottom), title);
        canvas.Text(24, 32, SvgLegend.Short(title, LongestTitle), 17, bold: true);
        for (int tick = 0; tick <= 5; tick++)
        {
            canvas.Line(X(tick / 5.0), Top, X(tick / 5.0), Top + PlotHeight, Grid);
            canvas.Text(X(tick / 5.0), Top + PlotHeight + 18, string.Create(CultureInfo.InvariantCulture, $"{20 * tick} %"), 11, "middle", Muted);
        }

        for (int step = (int)Math.Ceiling(lowest * 5); step <= (highest * 5) + 1e-9; step++)
        {
            double value = step / 5.0;
            canvas.Line(Left, Y(value, lowest, highest), Left + PlotWidth, Y(value, lowest, highest), Grid);
            canvas.Text(Left - 8, Y(value, lowest, highest) + 4,
                string.Create(CultureInfo.InvariantCulture, $"{100 * value:F0} %"), 11, "end", Muted);
        }

        canvas.Line(Left, Top, Left, Top + PlotHeight, Axis);
        canvas.Line(Left, Top + PlotHeight, Left + PlotWidth, Top + PlotHeight, Axis);
        canvas.Text(Left + (PlotWidth / 2), Height - 30, horizontal, 12, "middle", Muted);
        canvas.Text(20, Top + (PlotHeight / 2), vertical, 12, "middle", Muted, turn: -90);
        return canvas;
    }

    private static double X(double share) => Left + (PlotWidth * share);

    private static double Y(double value, double lowest, double highest) =>
        Top + (PlotHeight * (highest - value) / (highest - lowest));
}

/// <summary>How often a model was right on a family of tasks.</summary>
/// <param name="Name">The family.</param>
/// <param name="Correct">Right answers; may be a sum of part marks.</param>
/// <param name="Count">Prompts.</param>
public sealed record FamilyAccuracy(string Name, double Correct, int Count)
{
    /// <summary>Share of right answers, 0 to 1.</summary>
    public double Accuracy => Count == 0 ? 0 : Correct / Count;
}
