namespace HybridAi.Import;

internal static class Printable
{
    /// <summary>Text from a file, made fit for a message: short and without control characters.</summary>
    public static string Clip(string text)
    {
        var clipped = text.Length > 60 ? text[..60] + "…" : text;
        return string.Concat(clipped.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
