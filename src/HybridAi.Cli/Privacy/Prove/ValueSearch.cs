using System.Globalization;
using System.Text;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>
/// Looks for a value in text that was received, however it may be written there: in any case, without its separators, JSON-escaped
/// (twice too), percent-encoded, in base64.
/// </summary>
internal sealed class ValueSearch
{
    // Shorter ones are in every text by chance once separators are gone.
    private const int LeastStripped = 8;
    private const int LeastBase64 = 8;

    private readonly string _raw;
    private readonly string[] _views;
    private readonly string[] _stripped;

    /// <summary>Prepares a text to be searched.</summary>
    public ValueSearch(string received)
    {
        _raw = received;
        var plain = Unescape(Unescape(received));
        var decoded = Percent(plain);
        _views = plain == received ? decoded == received ? [received] : [received, decoded] : [received, plain, decoded];
        _stripped = [.. _views.Select(Strip).Distinct()];
    }

    /// <summary>How the value is in the text; <see langword="null"/> when it is not.</summary>
    public string? Find(string value)
    {
        foreach (var view in _views)
        {
            if (view.Contains(value, StringComparison.OrdinalIgnoreCase))
            {
                return ReferenceEquals(view, _raw) ? "as it is, or in another case" : "escaped or percent-encoded";
            }
        }

        var stripped = Strip(value);
        if (stripped.Length >= LeastStripped && Array.Exists(_stripped, s => s.Contains(stripped, StringComparison.Ordinal)))
        {
            return "without its separators";
        }

        foreach (var core in Base64(value))
        {
            if (_raw.Contains(core, StringComparison.Ordinal))
            {
                return "in base64";
            }
        }

        return null;
    }

    /// <summary>Letters and digits only, in lower case.</summary>
    public static string Strip(string text)
    {
        var stripped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                stripped.Append(char.ToLowerInvariant(c));
            }
        }

        return stripped.ToString();
    }

    // What stands in base64 for the value's bytes wherever it begins: the characters that neighbours do not change.
    private static IEnumerable<string> Base64(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        if (bytes.Length < LeastBase64)
        {
            yield break;
        }

        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var first = before == 0 ? 0 : before + 1;
            var whole = (bytes.Length + before) / 3 * 4;
            var core = text[first..whole];
            yield return core;
            if (core.AsSpan().ContainsAny('+', '/'))
            {
                yield return core.Replace('+', '-').Replace('/', '_');
            }
        }
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
            }
            else if (text[i + 1] == 'u' && i + 5 < text.Length
                && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
            {
                plain.Append((char)unit);
                i += 5;
            }
            else
            {
                i++;
                plain.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var c => c });
            }
        }

        return plain.ToString();
    }

    private static string Percent(string text) =>
        text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
}
