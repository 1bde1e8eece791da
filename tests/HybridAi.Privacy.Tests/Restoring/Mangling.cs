using System.Globalization;

namespace HybridAi.Privacy.Tests.Restoring;

/// <summary>What models and renderers do to a token. Each operator gives the text around and in place of the token, and what is expected where the value is V.</summary>
internal static class Mangling
{
    public static readonly (string Name, Func<string, string> Apply, string Expected)[] Operators =
    [
        ("lower", t => t.ToLowerInvariant(), "V"),
        ("upper", t => t.ToUpperInvariant(), "V"),
        ("title", t => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(t.ToLowerInvariant()), "V"),
        ("separators to spaces", t => Inner(t, i => i.Replace('-', ' ')), "V"),
        ("separators to underscores", t => Inner(t, i => i.Replace('-', '_')), "V"),
        ("separators escaped", t => Inner(t, i => i.Replace("-", "\\-", StringComparison.Ordinal)), "V"),
        ("brackets dropped", t => t[2..^2], "V"),
        ("brackets doubled", t => "[[" + t + "]]", "V"),
        ("brackets round", t => "((" + t[2..^2] + "))", "V"),
        ("brackets full-width", t => "\uFF3B\uFF3B" + t[2..^2] + "\uFF3D\uFF3D", "V"),
        ("bold", t => $"**{t}**", "**V**"),
        ("back-ticks", t => $"`{t}`", "`V`"),
        ("quotes", t => $"\"{t}\" \u201C{t}\u201D \u201E{t}\u201C \u00AB{t}\u00BB", "\"V\" \u201CV\u201D \u201EV\u201C \u00ABV\u00BB"),
        ("HTML entities", t => "&#91;&#91;" + t[2..^2].Replace("-", "&#45;", StringComparison.Ordinal) + "&#93;&#93;", "V"),
        ("JSON escapes", t => "\\u005b\\u005b" + t[2..^2] + "\\u005d\\u005d", "V"),
        ("percent-encoded", t => "%5B%5B" + t[2..^2] + "%5D%5D", "V"),
        ("possessive", t => t + "'s", "V's"),
        ("plural", t => t + "s", "Vs"),
        ("zero-padded", t => Inner(t, i => i.Insert(i.LastIndexOf('-') + 1, "0")), "V"),
        ("space before the number", t => Inner(t, i => i.Insert(i.LastIndexOf('-') + 1, " ")), "V"),
        ("label translated", t => Inner(t, i => i[..5] + "ADRESSE" + i[i.LastIndexOf('-')..]), "V"),
        ("line break inside", t => Inner(t, i => i.Insert(5, "\n")), "V"),
        ("zero width inside", t => Inner(t, i => i.Insert(7, "\u200B")), "V"),
        ("repeated in a comment", t => $"// {t} {t}\n", "// V V\n"),
    ];

    private static string Inner(string token, Func<string, string> change) => "[[" + change(token[2..^2]) + "]]";
}
