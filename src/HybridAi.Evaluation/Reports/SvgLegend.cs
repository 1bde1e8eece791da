namespace HybridAi.Evaluation;

/// <summary>What the lines of a plot are: two rows of text each, or one row when there are many. Colours come again with other dashes.</summary>
internal sealed class SvgLegend(double left, double top, double width, int entries)
{
    /// <summary>Dashes of the line that others are compared with.</summary>
    public const string Reference = "5 4";

    private const int MostTall = 9, LongestName = 26;
    private const double Tall = 46, Flat = 19;

    private static readonly string[] _dashes = ["", "8 3", "2 3", "8 3 2 3"];

    private int _lines;
    private int _colours;

    /// <summary>Whether there are so many that each has one row.</summary>
    public bool IsLong => entries > MostTall;

    /// <summary>Where the last row ends.</summary>
    public double Bottom => top + (entries * (IsLong ? Flat : Tall)) + 8;

    /// <summary>The next line's colour and dashes.</summary>
    public (string Colour, string Dash) Next()
    {
        int index = _colours++;
        return (SvgCanvas.Palette[index % SvgCanvas.Palette.Length], _dashes[index / SvgCanvas.Palette.Length % _dashes.Length]);
    }

    /// <summary>Writes an entry.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="colour">The line's colour.</param>
    /// <param name="dash">The line's dashes.</param>
    /// <param name="name">What it is.</param>
    /// <param name="figure">The one figure there is room for when there are many.</param>
    /// <param name="detail">What is said else.</param>
    public void Add(SvgCanvas canvas, string colour, string dash, string name, string figure, string detail)
    {
        double y = top + ((IsLong ? Flat : Tall) * _lines++);
        canvas.Line(left, y - 4, left + 22, y - 4, colour, 3, dash);
        canvas.Text(left + 30, y, Short(name, LongestName), IsLong ? 11 : 12.5, bold: true);
        if (IsLong) canvas.Text(width - 10, y, figure, 10.5, "end", "#666666");
        else canvas.Text(left + 30, y + 16, detail, 10.5, fill: "#666666");
    }

    /// <summary>A name that fits.</summary>
    public static string Short(string name, int most) => name.Length <= most ? name : string.Concat(name.AsSpan(0, most - 1), "…");
}
