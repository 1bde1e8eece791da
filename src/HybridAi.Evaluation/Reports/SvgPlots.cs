using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Plots as self-contained SVG.</summary>
public static class SvgPlots
{
    private const double Width = 860, Height = 520, Left = 70, Top = 56, PlotWidth = 500, PlotHeight = 390;
    private const string Grid = "#e4e4e4", Axis = "#777777", Muted = "#666666";

    /// <summary>Quality against cost: share of the gap recovered over the share of calls that goes to the strong model.</summary>
    /// <param name="report">What to draw.</param>
    /// <returns>The SVG.</returns>
    public static string Curve(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        double highest = Math.Max(1.1, Math.Min(1.6, report.Groups.SelectMany(g => g.Curve).Max(p => p.Recovered)));
        double lowest = Math.Max(-0.2, Math.Min(0, report.Groups.SelectMany(g => g.Curve).Min(p => p.Recovered)));
        var canvas = Frame(report.Title, "share of calls to the strong model", "share of the quality gap recovered", lowest, highest);
        canvas.Path([(X(0), Y(0, lowest, highest)), (X(1), Y(1, lowest, highest))], Muted, 1.5, "5 4");
        canvas.Text(X(0.97), Y(0.84, lowest, highest), "random", 11, "end", Muted);
        int index = 0;
        foreach (var group in report.Groups)
        {
            string colour = SvgCanvas.Palette[index % SvgCanvas.Palette.Length];
            canvas.Path(group.Curve.Select(p => (X(p.StrongShare), Y(Math.Clamp(p.Recovered, lowest, highest), lowest, highest))), colour);
            Legend(canvas, index++, colour, group.Name, string.Create(CultureInfo.InvariantCulture,
                $"APGR {group.Metrics.ExactApgr:F3} · words {group.WordCount.ExactApgr:F3} · CPT50 {group.Metrics.ExactCpt50:F0} %"));
        }

        return canvas.ToString();
    }

    /// <summary>Reliability: how often the strong model was really better among prompts of similar predicted probability.</summary>
    /// <param name="report">What to draw; groups whose scores are no probabilities are left out.</param>
    /// <returns>The SVG.</returns>
    public static string Reliability(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var canvas = Frame(report.Title + ": reliability", "predicted need", "mean gain of the strong model (clipped)", 0, 1);
        canvas.Path([(X(0), Y(0, 0, 1)), (X(1), Y(1, 0, 1))], Muted, 1.5, "5 4");
        canvas.Text(X(0.93), Y(0.97, 0, 1), "honest", 11, "end", Muted);
        int index = 0;
        foreach (var group in report.Groups.Where(g => g.Reliability.Count > 0))
        {
            string colour = SvgCanvas.Palette[index % SvgCanvas.Palette.Length];
            var points = group.Reliability.Select(b => (X(b.Predicted), Y(b.Happened, 0, 1))).ToList();
            canvas.Path(points, colour, 1.5);
            foreach (var (x, y) in points) canvas.Circle(x, y, 3.5, colour);
            Legend(canvas, index++, colour, group.Name, string.Create(CultureInfo.InvariantCulture,
                $"ECE {group.CalibrationError:F3} · Brier {group.Brier:F3}"));
        }

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
        double height = 84 + (Row * families.Count);
        var canvas = new SvgCanvas(Width, height, title);
        canvas.Text(24, 32, title, 17, bold: true);
        for (int tick = 0; tick <= 4; tick++)
        {
            double x = NameWidth + (BarWidth * tick / 4);
            canvas.Line(x, 50, x, height - 24, Grid);
            canvas.Text(x, height - 8, string.Create(CultureInfo.InvariantCulture, $"{25 * tick} %"), 11, "middle", Muted);
        }

        int row = 0;
        foreach (var family in families.OrderByDescending(f => f.Accuracy).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            double y = 56 + (Row * row++);
            var interval = Interval.OfShare(family.Correct, family.Count);
            string colour = family.Accuracy >= 0.7 ? SvgCanvas.Palette[2] : family.Accuracy >= 0.4 ? SvgCanvas.Palette[4] : SvgCanvas.Palette[1];
            canvas.Text(NameWidth - 10, y + 13, family.Name, 12, "end");
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

    private static SvgCanvas Frame(string title, string horizontal, string vertical, double lowest, double highest)
    {
        var canvas = new SvgCanvas(Width, Height, title);
        canvas.Text(24, 32, title, 17, bold: true);
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

    private static void Legend(SvgCanvas canvas, int index, string colour, string name, string detail)
    {
        double y = Top + 14 + (46 * index), x = Left + PlotWidth + 26;
        canvas.Line(x, y - 4, x + 22, y - 4, colour, 3);
        canvas.Text(x + 30, y, name, 12.5, bold: true);
        canvas.Text(x + 30, y + 16, detail, 10.5, fill: Muted);
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
