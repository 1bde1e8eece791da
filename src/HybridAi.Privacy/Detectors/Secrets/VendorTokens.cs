using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>Values that tell by their own look whose they are: the formats of the table, JWT, and private keys.</summary>
internal static class VendorTokens
{
    private const double Sure = 0.95;
    private static readonly SecretFormat[]?[] s_byStart = ByStart();

    /// <summary>What a character of a token may begin: a format, the inside of a name.</summary>
    private static readonly bool[] s_isFirst = [.. Enumerable.Range(0, 128).Select(c => c == 'e' || SecretFormat.All.Any(f => f.Prefix[0] == c))];

    /// <summary>Looks at every place inside the run of token characters around <paramref name="anchor"/> where a format may begin. Returns the end of the last value found, or 0.</summary>
    public static int Find(ReadOnlySpan<char> text, int floor, int anchor, double min, ref FindingBuffer found, out int tokenEnd)
    {
        int start = anchor, end = anchor;
        while (start > floor && IsToken(text[start - 1]))
        {
            start--;
        }

        // Most runs are short; a long one is not walked by hand.
        while (end < text.Length && end - anchor < 16 && IsToken(text[end]))
        {
            end++;
        }

        if (end - anchor == 16)
        {
            int more = text[end..].IndexOfAnyExcept(s_token);
            end = more < 0 ? text.Length : end + more;
        }

        tokenEnd = Math.Max(end, anchor + 1);
        found.Work += end - start;
        int last = 0;
        if (end - start < 12)
        {
            return 0;
        }

        bool boundary = true;
        Part part = default;
        for (int i = start; i < end - 8; i++)
        {
            char c = text[i];
            bool alnum = char.IsAsciiLetterOrDigit(c);
            if (boundary && alnum && end - i >= 36 && ShapedTokens.MayBegin(text, i) && ShapedTokens.End(text, i, out string shaped) is > 0 and int shape)
            {
                found.Add(EntityTypes.Secret, shaped, i, shape - i, Sure);
                last = shape;
                i = shape - 1;
                boundary = true;
                continue;
            }

            if ((boundary || !alnum) && c < 128 && s_isFirst[c])
            {
                int stop = At(text, i, min, ref part, ref found);
                if (stop > 0)
                {
                    last = stop;
                    i = stop - 1;
                    boundary = true;
                    continue;
                }
            }

            boundary = !alnum;
        }

        return last;
    }

    private static int At(ReadOnlySpan<char> text, int start, double min, ref Part part, ref FindingBuffer found)
    {
        if (text[start] == 'e' && text[start..].StartsWith("eyJ", StringComparison.Ordinal) && WebToken(text, start, ref part, ref found) is > 0 and int jwt)
        {
            return jwt;
        }

        foreach (SecretFormat format in text[start + 1] < 128 ? s_byStart[(text[start] << 7) | text[start + 1]] ?? [] : [])
        {
            int end = format.End(text, start);
            if (end == 0)
            {
                continue;
            }

            ReadOnlySpan<char> body = text[(start + format.Prefix.Length)..end];
            bool strong = format.Prefix.Length >= 4;
            if (!Randomness.HasDigit(body) && (!strong || (Randomness.Turns(body) < 0.1 && format.Alphabet != 'u')))
            {
                continue;
            }

            double entropy = Randomness.Entropy(body), wanted = Math.Min(format.Alphabet == 'h' ? 2.3 : 2.8, Math.Log2(body.Length) - 0.9);
            bool sample = entropy < wanted || body.Contains("EXAMPLE", StringComparison.OrdinalIgnoreCase) || body.Contains("xxxx", StringComparison.OrdinalIgnoreCase)
                || body.Contains("your", StringComparison.OrdinalIgnoreCase) || (!strong && format.Alphabet != 'u' && Randomness.IsNamelike(body));
            double score = sample ? 0.25 : strong || entropy > 3.4 ? Sure : 0.6;
            if (score >= min)
            {
                found.Add(EntityTypes.Secret, format.Kind, start, end - start, score);
            }

            return end;
        }

        return 0;
    }

    /// <summary>A PEM block; its body may have line breaks written as \n.</summary>
    public static int PrivateKey(ReadOnlySpan<char> text, int start, ref FindingBuffer found)
    {
        ReadOnlySpan<char> rest = text[start..];
        int line = rest[..Math.Min(rest.Length, 80)].IndexOf("PRIVATE KEY", StringComparison.Ordinal);
        if (line < 0)
        {
            return 0;
        }

        int end = start + line + 11, letters = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '/' or '=' or '-' or '\n' or '\r' or '\\' or ' ' or ':' or ',' or '"' or '\t'))
        {
            letters += char.IsAsciiLetterOrDigit(text[end]) ? 1 : 0;
            end++;
            if (text[end - 1] == '-' && text[..end].EndsWith("KEY-----", StringComparison.Ordinal) && end - start > 60)
            {
                break;
            }
        }

        found.Work += end - start;
        bool closed = text[..end].EndsWith("KEY-----", StringComparison.Ordinal);

        // The opening line alone, as code that looks for keys has it, is none.
        if (letters < (closed ? 30 : 20))
        {
            return 0;
        }

        found.Add(EntityTypes.Secret, "private-key", start, end - start, 1, validated: closed);
        return end;
    }

    /// <summary>Three or five parts with dots between, the first a header that names its algorithm.</summary>
    private static int WebToken(ReadOnlySpan<char> text, int start, ref Part part, ref FindingBuffer found)
    {
        part.Cover(text, start, start + LongestHeader + 1, ref found);
        int firstDot = part.Stop;
        if (part.Bare || firstDot - start > LongestHeader || firstDot == text.Length || text[firstDot] != '.')
        {
            return 0;
        }

        ReadOnlySpan<char> head = text[start..firstDot];
        int at = 0, length = head.Length;
        if (!s_algorithm.Next(head, ref at, out _))
        {
            part.Bare = true;
            return 0;
        }

        if (!BeginsObject(head))
        {
            return 0;
        }

        found.Work += length;
        if (!Encodings.DecodesTo(head, "\"alg\""u8))
        {
            return 0;
        }

        int end = firstDot, dots = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '=' || (text[end] == '.' && dots < 4)))
        {
            dots += text[end] == '.' ? 1 : 0;
            end++;
        }

        found.Work += end - start;
        bool dotted = text[end - 1] == '.' && dots is 3 or 5;
        end -= dotted ? 1 : 0;
        dots -= dotted ? 1 : 0;
        if (dots is not (2 or 4) || end - firstDot < 20)
        {
            return 0;
        }

        found.Add(EntityTypes.Secret, "jwt", start, end - start, Sure, validated: true);
        return end;
    }

    /// <summary>Whether a colon follows the first name of what should be a JSON object, as far as the name is short.</summary>
    private static bool BeginsObject(ReadOnlySpan<char> header)
    {
        Span<byte> bytes = stackalloc byte[48];
        int n = Encodings.Base64(header[..Math.Min(header.Length / 4 * 4, 64)], bytes);
        int quote = n > 2 ? bytes[2..n].IndexOf((byte)'"') : -1;
        if (quote < 0)
        {
            return n > 2;
        }

        ReadOnlySpan<byte> rest = bytes[(quote + 3)..n].TrimStart(" \t\r\n"u8);
        return rest.IsEmpty || rest[0] == ':' || bytes[quote + 1] == '\\';
    }

    /// <summary>A run of characters web tokens are made of, as far as it is known: what begins inside it shares its end.</summary>
    private struct Part
    {
        private int _from;
        private bool _closed;

        /// <summary>Where the run ends, or was left.</summary>
        public int Stop { get; private set; }

        /// <summary>Whether no header in it names an algorithm from the last place asked on.</summary>
        public bool Bare { get; set; }

        /// <summary>Makes the run from <paramref name="start"/> known up to <paramref name="limit"/>.</summary>
        public void Cover(ReadOnlySpan<char> text, int start, int limit, ref FindingBuffer found)
        {
            if (Stop == 0 || start < _from || start > Stop)
            {
                (_from, Stop, _closed, Bare) = (start, start, false, false);
            }

            limit = Math.Min(limit, text.Length);
            if (_closed || limit <= Stop)
            {
                return;
            }

            int length = text[Stop..limit].IndexOfAnyExcept(s_webToken);
            found.Work += (length < 0 ? limit - Stop : length) / 8;
            (Stop, _closed, Bare) = (length < 0 ? limit : Stop + length, length >= 0, false);
        }
    }

    private const int LongestHeader = 2048;

    /// <summary><c>"alg"</c> in base64, by its place in a group of three bytes.</summary>
    private static readonly Needles s_algorithm = new("ImFsZyI", "JhbGci", "iYWxnI");
    private static readonly SearchValues<char> s_webToken = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_=");

    private const string TokenSigns = "_-./+=~:@%$|#&?";
    private static readonly SearchValues<char> s_token = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + TokenSigns);
    private static readonly bool[] s_isToken =
        [.. Enumerable.Range(0, 128).Select(c => char.IsAsciiLetterOrDigit((char)c) || TokenSigns.Contains((char)c, StringComparison.Ordinal))];

    private static bool IsToken(char c) => c < 128 && s_isToken[c];

    /// <summary>The formats by the first two characters of their prefixes, which all have two; the longest prefix first.</summary>
    private static SecretFormat[]?[] ByStart()
    {
        var all = new SecretFormat[]?[128 << 7];
        foreach (IGrouping<int, SecretFormat> group in SecretFormat.All.GroupBy(f => (f.Prefix[0] << 7) | f.Prefix[1]))
        {
            all[group.Key] = [.. group.OrderByDescending(f => f.Prefix.Length)];
        }

        return all;
    }
}
