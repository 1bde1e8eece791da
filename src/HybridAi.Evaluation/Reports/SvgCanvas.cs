using System.Globalization;
using System.Text;

namespace HybridAi.Evaluation;

/// <summary>A small writer of SVG: shapes with two decimals, text escaped, no scripts, readable in light and dark pages.</summary>
internal sealed class SvgCanvas
{
    /// <summary>Colours that stay apart in print and for the colour-blind (Okabe and Ito 2008).</summary>
    public static readonly string[] Palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31", "#555555"];

    private const string Font = "font-family=\"Segoe UI, Helvetica, Arial, sans-serif\"";

    private readonly StringBuilder _svg = new();

    public SvgCanvas(double width, double height, string title)
    {
        _svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.##} {height:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" role=\"img\">\n");
        _svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n");
        Rectangle(0, 0, width, height, "#ffffff");
    }

    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    public void Rectangle(double x, double y, double width, double height, string fill, double opacity = 1) =>
        _svg.Append(CultureInfo.InvariantCulture,
            $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(0, width):0.##}\" height=\"{height:0.##}\" fill=\"{fill}\" fill-opacity=\"{opacity:0.##}\"/>\n");

    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string dash = "") =>
        _svg.Append(CultureInfo.InvariantCulture,
            $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{stroke}\" stroke-width=\"{width:0.##}\"{Dash(dash)}/>\n");

    public void Path(IEnumerable<(double X, double Y)> points, string stroke, double width = 2, string dash = "")
    {
        _svg.Append("<polyline fill=\"none\" stroke-linejoin=\"round\" points=\"");
        foreach (var (x, y) in points) _svg.Append(CultureInfo.InvariantCulture, $"{x:0.##},{y:0.##} ");
        _svg.Append(CultureInfo.InvariantCulture, $"\" stroke=\"{stroke}\" stroke-width=\"{width:0.##}\"{Dash(dash)}/>\n");
    }

    public void Circle(double x, double y, double radius, string fill) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\"/>\n");

    public void Text(
        double x, double y, string text, double size = 12, string anchor = "start", string fill = "#222222", bool bold = false, double turn = 0) =>
        _svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" text-anchor=\"{anchor}\" fill=\"{fill}\" {Font}")
            .Append(bold ? " font-weight=\"600\"" : "")
            .Append(turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({turn:0.##} {x:0.##} {y:0.##})\""))
            .Append(CultureInfo.InvariantCulture, $">{Escape(text)}</text>\n");

    public override string ToString() => _svg + "</svg>\n";

    private static string Dash(string dash) => dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"";
}
