using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>
/// Credentials: vendor formats, JWT, PEM, URLs with credentials, and what stands behind <c>password =</c>, <c>token:</c> and their kin.
/// The scan hops to digits and to the signs that tie a value to its key, because a secret without any is no secret or begins with one of a few marks;
/// ordinary text has few of them.
/// </summary>
internal static class SecretDetector
{
    private static readonly AnchorSet s_anchors = new("0123456789:=._");
    private static readonly Needles s_marks = new("-----BEGIN ", "AKIA", "ASIA", "ABIA", "ACCA", "glpat-", "LTAI", "sk-");

    /// <summary>Looks at every sign and digit from <paramref name="from"/> on.</summary>
    public static void Find(ReadOnlySpan<char> text, double min, ref FindingBuffer found, int from = 0)
    {
        Marks(text, min, from, ref found);
        if (s_anchors.IsIn(text[from..]))
        {
            Anchored(text, min, from, ref found);
        }
    }

    private static void Anchored(ReadOnlySpan<char> text, double min, int from, ref FindingBuffer found)
    {
        int at = from, token = from, value = 0, run = 0;
        KeyTrail trail = SecretKeys.Trail(text);
        while (s_anchors.Next(text, at) is >= 0 and int i)
        {
            char c = text[i];
            at = i + 1;
            if (i < value)
            {
                continue;
            }

            if (c == ':' && text[at..].StartsWith("//", StringComparison.Ordinal))
            {
                value = Math.Max(value, UrlFinder.Find(text, i, min, ref found));
            }
            else if (c is ':' or '=')
            {
                value = Math.Max(value, KeyedValue.Behind(text, i, min, ref trail, ref found));
            }
            else if (c == '.')
            {
                UrlFinder.Dot(text, i, min, ref found);
            }
            else
            {
                if (i >= token)
                {
                    value = Math.Max(value, VendorTokens.Find(text, token, i, min, ref found, out token));
                }

                if (c != '_' && i >= value && i >= run)
                {
                    value = Math.Max(value, KeyedValue.Before(text, value, i, min, ref trail, ref found, out run));
                }

                while (c != '_' && at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
                {
                    at++;
                }
            }
        }

        found.Work += trail.Work;
    }

    /// <summary>What has a mark of its own and may have no digit: private keys, and formats short enough to have none by chance.</summary>
    private static void Marks(ReadOnlySpan<char> text, double min, int from, ref FindingBuffer found)
    {
        int at = from, done = from;
        while (s_marks.Next(text, ref at, out int start))
        {
            if (text[start] == '-')
            {
                at = Math.Max(at, VendorTokens.PrivateKey(text, start, ref found));
            }
            else if (start >= done && !text[start..Math.Min(text.Length, start + 40)].ContainsAny(CharSets.Digits))
            {
                // Every place in the run where a format may begin is looked at there.
                VendorTokens.Find(text, done, start, min, ref found, out done);
            }
        }

    }
}

/// <summary>A few strings to find in one vectorised pass, case-sensitive.</summary>
internal sealed class Needles
{
    private readonly string[] _all;
#if NET9_0_OR_GREATER
    private readonly SearchValues<string> _values;
#endif

    public Needles(params string[] all)
    {
        _all = all;
#if NET9_0_OR_GREATER
        _values = SearchValues.Create(all, StringComparison.Ordinal);
#endif
    }

    /// <summary>The next place one of them begins; <paramref name="at"/> moves one character behind it.</summary>
    public bool Next(ReadOnlySpan<char> text, ref int at, out int start)
    {
        start = -1;
        if (at >= text.Length)
        {
            return false;
        }

#if NET9_0_OR_GREATER
        start = text[at..].IndexOfAny(_values);
#else
        foreach (string one in _all)
        {
            ReadOnlySpan<char> rest = start < 0 ? text[at..] : text.Slice(at, Math.Min(text.Length - at, start + one.Length));
            int hit = rest.IndexOf(one, StringComparison.Ordinal);
            start = hit >= 0 && (start < 0 || hit < start) ? hit : start;
        }
#endif
        start = start < 0 ? -1 : at + start;
        at = start + 1;
        return start >= 0 && _all.Length > 0;
    }
}
