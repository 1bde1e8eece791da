namespace HybridAi;

/// <summary>The script most letters of a text belong to; where a script serves one language, that language.</summary>
internal static class WritingSystem
{
    public const string Latin = "Latn";
    public const string Cyrillic = "Cyrl";

    private static readonly string[] _names =
        [Latin, Cyrillic, "el", "he", "ar", "hi", "bn", "ta", "te", "th", "ka", "hy", "ko", "ja", "zh"];

    /// <summary>A script's or language's code, or <see langword="null"/> when there are next to no letters.</summary>
    public static string? Of(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[_names.Length];
        counts.Clear();
        var (persian, urdu) = (0, 0);
        foreach (var c in text)
        {
            var script = Index(c);
            if (script >= 0)
            {
                counts[script]++;
            }

            persian += c is 'پ' or 'چ' or 'ژ' or 'گ' or 'ک' or 'ی' ? 1 : 0;
            urdu += c is 'ٹ' or 'ڈ' or 'ڑ' or 'ے' or 'ں' ? 1 : 0;
        }

        var most = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            // A sentence of ideographs has a third of the characters that one of letters has.
            most = Weight(counts, i) > Weight(counts, most) ? i : most;
        }

        if (counts[most] < 2)
        {
            return null;
        }

        return _names[most] switch
        {
            // Japanese is mostly ideographs at times, but never without its syllables.
            "zh" or "ja" => counts[13] * 10 >= counts[14] ? "ja" : "zh",
            "ar" => urdu > 0 ? "ur" : persian > 1 ? "fa" : "ar",
            var name => name,
        };
    }

    private static int Weight(ReadOnlySpan<int> counts, int script) => counts[script] * (script >= 12 ? 3 : 1);

    private static int Index(char c) => c switch
    {
        < 'A' => -1,
        <= 'Z' or (>= 'a' and <= 'z') or (>= '\u00C0' and <= '\u024F') or (>= '\u1E00' and <= '\u1EFF') => 0,
        >= '\u0400' and <= '\u052F' => 1,
        (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF') => 2,
        >= '\u0590' and <= '\u05FF' => 3,
        (>= '\u0600' and <= '\u06FF') or (>= '\u0750' and <= '\u077F') => 4,
        >= '\u0900' and <= '\u097F' => 5,
        >= '\u0980' and <= '\u09FF' => 6,
        >= '\u0B80' and <= '\u0BFF' => 7,
        >= '\u0C00' and <= '\u0C7F' => 8,
        >= '\u0E00' and <= '\u0E7F' => 9,
        >= '\u10A0' and <= '\u10FF' => 10,
        >= '\u0530' and <= '\u058F' => 11,
        (>= '\uAC00' and <= '\uD7AF') or (>= '\u1100' and <= '\u11FF') => 12,
        >= '\u3040' and <= '\u30FF' => 13,
        >= '\u4E00' and <= '\u9FFF' => 14,
        _ => -1,
    };
}
