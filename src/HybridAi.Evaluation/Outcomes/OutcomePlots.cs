using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Plots of the outcome table as self-contained SVG.</summary>
public static class OutcomePlots
{
    private const double Width = 860, Height = 500, Left = 70, Top = 56, PlotWidth = 520, PlotHeight = 370, Lowest = 0.2;
    private const string Grid = "#e4e4e4", Muted = "#666666";

    /// <summary>Right answers over the share that stays on the device.</summary>
    /// <param name="report">What to draw.</param>
    /// <returns>The SVG.</returns>
    public static string Curve(OutcomeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string title = $"{report.Outcomes.Model}: right answers against share on the device";
        var canvas = new SvgCanvas(Width, Height, title);
        canvas.Text(24, 32, title, 17, bold: true);
        for (int tick = 0; tick <= 5; tick++)
        {
            canvas.Line(X(tick / 5.0), Top, X(tick / 5.0), Top + PlotHeight, Grid);
            canvas.Text(X(tick / 5.0), Top + PlotHeight + 18, Text($"{20 * tick} %"), 11, "middle", Muted);
        }

        for (int tick = 2; tick <= 10; tick++)
        {
            canvas.Line(Left, Y(tick / 10.0), Left + PlotWidth, Y(tick / 10.0), Grid);
            canvas.Text(Left - 8, Y(tick / 10.0) + 4, Text($"{10 * tick} %"), 11, "end", Muted);
        }

        canvas.Line(Left, Y(0.95), Left + PlotWidth, Y(0.95), "#222222", 1, "3 3");
        canvas.Text(Left + PlotWidth - 4, Y(0.95) - 5, "95 %", 11, "end", Muted);
        canvas.Text(Left + (PlotWidth / 2), Height - 24, "share of requests answered on the device", 12, "middle", Muted);
        canvas.Text(20, Top + (PlotHeight / 2), "right answers", 12, "middle", Muted, turn: -90);
        int index = 0, line = 0;
        foreach (var router in report.Routers.Where(r => r.Curve.Count > 1))
        {
            string colour = router.Name == "random" ? "#999999" : SvgCanvas.Palette[index++ % SvgCanvas.Palette.Length];
            var points = router.Name == "random" ? [router.Curve[0], router.Curve[^1]] : router.Curve;
            canvas.Path(points.Select(p => (X(p.LocalShare), Y(Math.Max(Lowest, p.Accuracy)))), colour, 2, router.Name == "random" ? "5 4" : "");
            double y = Top + 14 + (40 * line++);
            canvas.Line(Left + PlotWidth + 26, y - 4, Left + PlotWidth + 48, y - 4, colour, 3);
            canvas.Text(Left + PlotWidth + 56, y, router.Name, 12.5, bold: true);
            canvas.Text(Left + PlotWidth + 56, y + 15, Text($"{100 * router.Overall.LocalShareAt95:0.0} % local at 95 % right"), 10.5, fill: Muted);
        }

        // Where the shipped default stands on the last two.
        foreach (var (kept, colour) in report.Settings.Where(s => s.Name == ThresholdSetting.Balanced.Name)
            .SelectMany(s => new[] { (s.Same[0], index - 1), (s.Unseen[0], index - 2) }))
        {
            double x = X(kept.Local / (double)kept.Count), y = Y(1 - (kept.Wrong / kept.Count));
            canvas.Circle(x, y, 5.5, SvgCanvas.Palette[Math.Max(0, colour) % SvgCanvas.Palette.Length]);
        }

        canvas.Text(Left + PlotWidth + 26, Top + PlotHeight - 22, "dots: the shipped default, \"balanced\",", 10.5, fill: Muted);
        canvas.Text(Left + PlotWidth + 26, Top + PlotHeight - 8, "on known and on unseen kinds of tasks", 10.5, fill: Muted);
        return canvas.ToString();

        static double X(double share) => Left + (PlotWidth * share);

        static double Y(double accuracy) => Top + (PlotHeight * (1 - accuracy) / (1 - Lowest));
    }

    /// <summary>Accuracy of the device by family.</summary>
    /// <param name="report">What to draw.</param>
    /// <returns>The SVG.</returns>
    public static string Families(OutcomeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return SvgPlots.Families($"{report.Outcomes.Model}: right answers by family", SuiteRunner.ByFamily(report.Outcomes.Rows));
    }

    /// <summary>Predicted and real shares of wrong answers of the calibrated score.</summary>
    /// <param name="report">What to draw.</param>
    /// <returns>The SVG.</returns>
    public static string Reliability(OutcomeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string title = "Wrong answers: predicted and real share";
        const double Side = 380;
        var canvas = new SvgCanvas(Side + 120, Side + 130, title);
        canvas.Text(24, 32, title, 14, bold: true);
        for (int tick = 0; tick <= 5; tick++)
        {
            double x = Left + (Side * tick / 5), y = Top + Side - (Side * tick / 5);
            canvas.Line(x, Top, x, Top + Side, Grid);
            canvas.Line(Left, y, Left + Side, y, Grid);
            canvas.Text(x, Top + Side + 18, Text($"{20 * tick} %"), 11, "middle", Muted);
            canvas.Text(Left - 8, y + 4, Text($"{20 * tick} %"), 11, "end", Muted);
        }

        canvas.Path([(Left, Top + Side), (Left + Side, Top)], Muted, 1.5, "5 4");
        var points = report.Reliability.Select(b => (Left + (Side * b.Predicted), Top + Side - (Side * b.Happened))).ToList();
        canvas.Path(points, SvgCanvas.Palette[0], 1.5);
        foreach (var (x, y) in points) canvas.Circle(x, y, 4, SvgCanvas.Palette[0]);
        canvas.Text(Left + (Side / 2), Top + Side + 44, "predicted before the draft, same families", 12, "middle", Muted);
        canvas.Text(20, Top + (Side / 2), "wrong", 12, "middle", Muted, turn: -90);
        return canvas.ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
