using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>What a key says its value is.</summary>
internal enum SecretClass
{
    None,
    Password,
    Secret,
    User,

    /// <summary>"key", "auth": a secret if the value looks like one beyond doubt.</summary>
    Weak,

    /// <summary>A vendor's name: the same.</summary>
    Vendor,
}

/// <summary>A key found before a value, and how it is tied to it.</summary>
internal readonly record struct SecretKey(SecretClass Class, string? Vendor, bool Quoted, bool Sentence, bool Loose, bool Qualified, bool Near);

/// <summary>Looks back from a value for a word that calls it a secret, and reads what stands between them.</summary>
internal static partial class SecretKeys
{
    private const int Reach = 72, LongestTail = 24, MostWeak = 4;
    private static readonly (string Word, SecretClass Class)[] s_words =
    [
        .. Words("PASSWORD").Select(w => (w, SecretClass.Password)), .. Words("SECRET").Select(w => (w, SecretClass.Secret)),
        .. Words("USERNAME").Select(w => (w, SecretClass.User)), .. Words("WEAK").Select(w => (w, SecretClass.Weak)),
        .. Words("VENDOR").Select(w => (w, SecretClass.Vendor)),
    ];

    private static readonly KeywordGate s_gate = new([.. s_words.Select(k => k.Word)]);
    private static readonly int[] s_lengths = [.. s_words.Select(k => k.Word.Length)];
    private static readonly WordSet s_tails = new(Words("NO_VALUE"));

    /// <summary>A fresh trail over a text.</summary>
    public static KeyTrail Trail(ReadOnlySpan<char> text) => new(text, s_gate, s_lengths);

    public static string[] Words(string group) =>
        [.. Resources.Lines("secret-words.txt").Where(l => l.StartsWith(group + ":", StringComparison.Ordinal))
            .SelectMany(l => l[(group.Length + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Whether a value may begin at <paramref name="at"/>: behind a sign, a verb, or a word that is a key itself. What stands behind any other word is not looked at further.</summary>
    public static bool MayStand(ReadOnlySpan<char> text, int at, ref KeyTrail trail)
    {
        int floor = Math.Max(0, at - 32), end = at;
        while (end > floor && text[end - 1] == ' ')
        {
            end--;
        }

        if (end == floor || !char.IsLetterOrDigit(text[end - 1]))
        {
            return end > floor && text[end - 1] is not (',' or '.' or '?' or '!' or ';');
        }

        int start = end;
        while (start > floor && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        ReadOnlySpan<char> word = text[start..end];
        if (word.Length == 1)
        {
            return false;
        }

        if (word.Length < 3 || word is "was" or "are" or "ist" or "est" or "with" or "lautet" or "value")
        {
            return word is "is" or "to" or "as" or "es" or "Is" or "-p" or "-u" || word.Length >= 3;
        }

        return trail.Any(start, end);
    }

    /// <summary>Whether a key word stands in the last characters before a sign.</summary>
    public static bool EndsInKey(int sign, ref KeyTrail trail) => trail.Any(Math.Max(0, sign - 28), sign);

    /// <summary>
    /// The key of the value at <paramref name="valueStart"/>. A word for passwords beats one for secrets, that one for user names, all of them "key" and vendors' names;
    /// of two alike the nearer counts, and "api_key" more than the vendor's name before it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="valueStart">Where the value begins.</param>
    /// <param name="secret">False when the value can be but a password or a user name: without a key for one of them none is looked for.</param>
    /// <param name="trail">The key words met.</param>
    /// <param name="found">Counts the work.</param>
    public static SecretKey Find(ReadOnlySpan<char> text, int valueStart, bool secret, ref KeyTrail trail, ref FindingBuffer found)
    {
        int from = Math.Max(0, valueStart - Reach);
        trail.Read(from, valueStart);
        int all = Classes(from, valueStart, trail);
        SecretKey best = default;
        if (all == 0 || (!secret && (all & PersonalClasses) == 0))
        {
            return best;
        }

        var window = new Window(text[from..valueStart]);
        for (SecretClass @class = SecretClass.Password; @class <= SecretClass.User && best.Class == SecretClass.None; @class++)
        {
            if ((all & (1 << (int)@class)) == 0)
            {
                continue;
            }

            int at = trail.Count, inner = 0;
            while (best.Class == SecretClass.None && trail.Back(from, valueStart, ref at, ref inner, out KeyHit hit) && hit.End - from > window.Floor)
            {
                best = s_words[hit.Word].Class == @class ? Read(ref window, hit.Start - from, hit.End - from, s_words[hit.Word]) : default;
            }
        }

        best = best.Class == SecretClass.None && (all & WeakerClasses) != 0 ? Weaker(from, valueStart, ref trail, ref window) : best;
        found.Work += window.Work;
        return best;
    }

    private const int PersonalClasses = (1 << (int)SecretClass.Password) | (1 << (int)SecretClass.User);
    private const int WeakerClasses = (1 << (int)SecretClass.Weak) | (1 << (int)SecretClass.Vendor);

    /// <summary>The classes of the words that stand there, a bit each.</summary>
    private static int Classes(int from, int to, in KeyTrail trail)
    {
        int all = 0, at = trail.Count, inner = 0;
        while (trail.Back(from, to, ref at, ref inner, out KeyHit hit))
        {
            all |= 1 << (int)s_words[hit.Word].Class;
        }

        return all;
    }

    /// <summary>The nearest weak word or vendor's name; a weak word takes the vendor from before it.</summary>
    private static SecretKey Weaker(int from, int valueStart, ref KeyTrail trail, ref Window window)
    {
        SecretKey best = default;
        int at = trail.Count, inner = 0;
        bool second = false;
        for (int read = 0; read < MostWeak && !(second && best.Vendor is not null) && trail.Back(from, valueStart, ref at, ref inner, out KeyHit hit) && hit.End - from > window.Floor;)
        {
            (string word, SecretClass @class) = s_words[hit.Word];
            SecretKey key = @class >= SecretClass.Weak ? Read(ref window, hit.Start - from, hit.End - from, s_words[hit.Word]) : default;
            if (key.Class == SecretClass.None)
            {
                continue;
            }

            read++;
            bool isVendor = @class == SecretClass.Vendor;
            if (best.Class == SecretClass.None)
            {
                best = key with { Vendor = isVendor ? word : null };
                continue;
            }

            best = best with { Vendor = best.Vendor ?? (isVendor ? word : null), Qualified = best.Qualified || (!second && isVendor) };
            second = true;
        }

        return best;
    }

    /// <summary>Reads from the end of a key word to the value: the rest of the key, then what ties them. None when that is ordinary text.</summary>
    private static SecretKey Read(ref Window window, int start, int end, (string Word, SecretClass Class) key)
    {
        ReadOnlySpan<char> before = window.Text;
        (string word, SecretClass @class) = key;
        bool joined = start > 0 && (char.IsAsciiLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-' or '.');
        if (word is "pass" or "pw" && ((start > 0 && char.IsAsciiLetter(before[start - 1])) || (end < before.Length && char.IsAsciiLetter(before[end]))))
        {
            return default;
        }

        // The verb is commoner than the password: "pass the value to …". Only a sign or one blank ties it.
        if ((word is "pass" && before[window.KeyEnd(end)..].ContainsAny(CharSets.Letters)) || (end < before.Length && before[end] == '@'))
        {
            return default;
        }

        if (@class == SecretClass.Weak && start > 0 && char.IsAsciiLetterLower(before[start - 1]) && !char.IsAsciiLetterUpper(before[start]))
        {
            return default;
        }

        int i = window.KeyEnd(end);
        if (!Continues(before[end..i], before[end - 1], @class) || (@class == SecretClass.Weak && i - end > 6))
        {
            return default;
        }

        if (!KeyGap.Ties(before[i..], out bool quoted, out bool tied, out bool near, out int looked, out bool cut))
        {
            // What cuts this key off from the value cuts off those before it.
            window.Floor = cut ? end : window.Floor;
            window.Work += looked;
            return default;
        }

        window.Work += looked;
        if ((word is "token" && s_paging.End(before[..start])) || (word is "key" && s_lookup.End(before[..start]))
            || (@class != SecretClass.Password && start >= 6 && IsPublic(before[..start])))
        {
            return default;
        }

        bool dashed = start > 1 && before[start - 1] == '-' && FlagStart(before, start);
        bool constant = i - start > 3 && char.IsAsciiLetterUpper(before[start]) && char.IsAsciiLetterUpper(before[end - 1]) && before[..i].Contains('_');
        bool loose = !tied && !dashed && !constant;
        return new SecretKey(@class, null, quoted, loose, loose && !KeyGap.HasVerb(before[i..]), joined, near);
    }

    /// <summary>The characters before a value. Words that stand inside one long key share its end.</summary>
    private ref struct Window(ReadOnlySpan<char> text)
    {
        private int _from = int.MaxValue, _to;

        public readonly ReadOnlySpan<char> Text { get; } = text;

        public int Work { get; set; }

        /// <summary>Words that end here or before have nothing to do with the value.</summary>
        public int Floor { get; set; }

        /// <summary>Where the key that has a word ending at <paramref name="end"/> ends.</summary>
        public int KeyEnd(int end)
        {
            if (end >= _from && end <= _to)
            {
                return _to;
            }

            int i = end;
            while (i < Text.Length && i != _from && (char.IsAsciiLetterOrDigit(Text[i]) || Text[i] is '_' or '-' or '.'))
            {
                i++;
            }

            Work += i - end;
            (_from, _to) = (end, i == _from ? _to : i);
            return _to;
        }
    }

    /// <summary>Tokens that turn pages and make requests repeatable open nothing; keys that look things up do not either.</summary>
    private static readonly WordEnds s_paging = new(Words("PAGING")), s_lookup = new(Words("LOOKUP"));

    /// <summary>Words a text may end with, by their last letter.</summary>
    private sealed class WordEnds(string[] words)
    {
        private readonly string[][] _byLast = [.. Enumerable.Range(0, 128).Select(c => words.Where(w => w[^1] == c).ToArray())];

        public bool End(ReadOnlySpan<char> prefix)
        {
            ReadOnlySpan<char> bare = prefix.TrimEnd("_-. ");
            int last = bare.Length == 0 || bare[^1] > 127 ? 0 : char.ToLowerInvariant(bare[^1]);
            foreach (string one in _byLast[last])
            {
                if (bare.EndsWith(one, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static bool IsPublic(ReadOnlySpan<char> prefix) =>
        prefix.EndsWith("public", StringComparison.OrdinalIgnoreCase) || prefix.EndsWith("publickey", StringComparison.OrdinalIgnoreCase)
        || prefix.EndsWith("public_", StringComparison.OrdinalIgnoreCase) || prefix.EndsWith("public-", StringComparison.OrdinalIgnoreCase);

    private static bool FlagStart(ReadOnlySpan<char> before, int start)
    {
        int i = start;
        while (i > 0 && (char.IsAsciiLetterOrDigit(before[i - 1]) || before[i - 1] == '-'))
        {
            i--;
        }

        return before[i] == '-';
    }

    /// <summary>The rest of the key behind the word: "_FOR_X", "Value", "s" go on a key; "izer", "ary" make another word; "_length", "Hash" name something that is no secret.</summary>
    private static bool Continues(ReadOnlySpan<char> rest, char last, SecretClass @class)
    {
        if (rest.Length == 0)
        {
            return true;
        }

        bool sameWord = char.IsAsciiLetter(rest[0]) && char.IsAsciiLetterLower(rest[0]) == char.IsAsciiLetterLower(last);
        if (sameWord && !(rest.Length == 1 && (rest[0] | 0x20) == 's') && @class != SecretClass.Vendor
            && !(rest.Length >= 2 && (rest[0] | 0x20) == 's' && rest[1] is '_' or '-' or '.') && !IsKnownEnd(rest))
        {
            return false;
        }

        int from = rest.Length;
        while (from > 0 && rest.Length - from < LongestTail && char.IsAsciiLetter(rest[from - 1]))
        {
            from--;
            if (char.IsAsciiLetterUpper(rest[from]) && (from == 0 || char.IsAsciiLetterLower(rest[from - 1])))
            {
                break;
            }
        }

        return !s_tails.Contains(rest[from..]);
    }

    private static bool IsKnownEnd(ReadOnlySpan<char> rest) =>
        rest.StartsWith("key", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("token", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("secret", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("value", StringComparison.OrdinalIgnoreCase);
}
