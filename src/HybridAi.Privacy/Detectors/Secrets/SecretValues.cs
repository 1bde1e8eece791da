using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>How much a value behind a key looks like what the key says.</summary>
internal static class SecretValues
{
    private static readonly KeywordGate s_stops = new(SecretKeys.Words("STOP")), s_samples = new(SecretKeys.Words("SAMPLE"));
    private static readonly WordSet s_names = new(SecretKeys.Words("TYPE_NAME"));
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF-"), s_symbols = SearchValues.Create("!#%^&*+=?~|@$"),
        s_dotted = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    public static double Score(ReadOnlySpan<char> value, in SecretKey key) => key.Class switch
    {
        SecretClass.Password => Password(value, key),
        SecretClass.User => User(value, key),
        _ => Secret(value, key),
    };

    private static double Password(ReadOnlySpan<char> value, in SecretKey key)
    {
        if (value.Length is < 4 or > 128 || IsReference(value) || IsColour(value) || (value[0] == '!' && !value[1..].ContainsAnyExcept(CharSets.Lower)) || s_stops.Contains(value) || s_names.Contains(value) || value.StartsWith("$2", StringComparison.Ordinal))
        {
            return 0;
        }

        // PWD is where a shell stands.
        if ((value[0] == '/' && value[1..].Contains('/')) || (value[0] == '\\' && key.Loose) || (value.StartsWith("--", StringComparison.Ordinal) && key.Loose) || (!key.Near && !value.ContainsAnyExcept(CharSets.Digits)))
        {
            return 0.2;
        }

        bool digit = Randomness.HasDigit(value), letter = Randomness.HasLetter(value), symbol = value.ContainsAny(s_symbols), mixed = Randomness.Turns(value) > 0.15;
        if (key.Loose && !key.Quoted)
        {
            return digit && letter && (symbol || (mixed && value.Length >= 8)) && value.Length >= 6 && !Randomness.IsNamelike(value) ? 0.5 : 0.2;
        }

        if (key.Sentence && !key.Quoted)
        {
            return digit && letter && value.Length >= 5 ? 0.7 : symbol && letter && mixed && value.Length >= 6 ? 0.6 : 0.2;
        }

        bool words = !symbol && !digit && (Randomness.IsNamelike(value) || !value.ContainsAnyExcept(CharSets.Lower));
        if (words && !(key.Quoted && key.Near))
        {
            return value.ContainsAny('-', '_') && value.Length > 12 ? 0.4 : 0.3;
        }

        return digit && letter ? 0.8 : digit || (symbol && letter) ? 0.6 : key.Quoted && !value.Contains(' ') && !words ? 0.45 : mixed || words ? 0.4 : 0.25;
    }

    private const int ShortestSecret = 10;

    /// <summary>Whether a value may be more than a password or a user name, whatever its key is.</summary>
    public static bool MayBeSecret(ReadOnlySpan<char> value) => value.Length >= ShortestSecret && Randomness.HasDigit(value) && Randomness.HasLetter(value);

    private static double Secret(ReadOnlySpan<char> value, in SecretKey key)
    {
        if (value.Length is < ShortestSecret or > 300 || IsReference(value) || s_stops.Contains(value) || s_samples.Contains(value)
            || !Randomness.HasDigit(value) || !Randomness.HasLetter(value) || value.ContainsAnyExcept(CharSets.Graphic))
        {
            return 0;
        }

        double entropy = Randomness.Entropy(value), turns = Randomness.Turns(value);
        bool hex = !value.ContainsAnyExcept(s_hex);
        if (entropy < (hex ? 2.8 : Math.Min(3.2, Math.Log2(value.Length) - 0.5)) || (turns < 0.14 && !hex) || value.Contains("://", StringComparison.Ordinal)
            || (value[0] is '/' or '.' && value.Length < 40) || value[0] == '\\' || IsVersion(value) || Randomness.IsNamelike(value) || IsConstant(value))
        {
            return 0.2;
        }

        bool whole = hex && value.Length is 16 or 24 or 32 or 36 or 40 or 48 or 56 or 64 or 96 or 128;
        bool weak = key.Class is SecretClass.Vendor or SecretClass.Weak;
        if (weak && (value.Length < 15 || key.Loose || (key.Sentence && !key.Qualified) || value.ContainsAny('/', ':') && !key.Qualified || (hex && !whole)))
        {
            return 0.25;
        }

        int dot = value.LastIndexOf('.');
        if (weak && dot > 0 && value.Length - dot is 3 or 4 or 5 && !value[(dot + 1)..].ContainsAny(CharSets.Upper))
        {
            return 0.2;
        }

        if (key.Class == SecretClass.Weak && !key.Qualified && (hex || entropy < 3.3 || turns < 0.2))
        {
            return 0.3;
        }

        if (key.Loose && !key.Quoted && (value.Length < 16 || turns < 0.2))
        {
            return 0.3;
        }

        return weak ? 0.6 : value.Length >= 16 ? 0.75 : key.Sentence ? 0.45 : 0.55;
    }

    private static double User(ReadOnlySpan<char> value, in SecretKey key)
    {
        if (value.Length is < 3 or > 64 || (key.Loose && !(key.Near && value.Length >= 5 && char.IsAsciiLetter(value[0]) && char.IsAsciiDigit(value[^1]))) || (IsReference(value) && !IsDotted(value)) || s_stops.Contains(value) || s_names.Contains(value) || value.Contains('@')
            || value.Contains('/') || value.Contains('&'))
        {
            return 0;
        }

        if (key.Loose)
        {
            return Randomness.IsNamelike(value) && value.IndexOfAny(CharSets.Digits) > 3 ? 0.42 : 0.2;
        }

        bool digit = Randomness.HasDigit(value), odd = digit || value.ContainsAny('_', '.', '-');
        return odd && Randomness.HasLetter(value) ? 0.6 : !Randomness.HasLetter(value) ? 0.35 : key.Sentence ? 0.2 : 0.42;
    }

    /// <summary>A variable, a call, a template hole: the value is elsewhere.</summary>
    private static bool IsReference(ReadOnlySpan<char> value) =>
        value.Length == 0 || value[0] is '$' or '<' or '{' or '[' or '%' || (value[0] == '@' && value.Length < 6) || value.ContainsAny('(', '{', '[') || value.Contains("->", StringComparison.Ordinal)
        || (value.Contains('.') && !Randomness.HasDigit(value) && !value.ContainsAny(s_symbols))
        || (value.Contains('.') && Randomness.IsNamelike(value) && !value.ContainsAny(s_symbols) && value[0] is >= 'a' and <= 'z' && value.Length < 40);

    /// <summary>7.9.0-rc.42413.</summary>
    private static bool IsVersion(ReadOnlySpan<char> value) =>
        value.Length < 28 && char.IsAsciiDigit(value[0]) && value.Count('.') >= 2 && value.IndexOf('.') is 1 or 2 && char.IsAsciiDigit(value[value.IndexOf('.') + 1]);

    /// <summary>RSA_PKCS1_PSS_PADDING.</summary>
    private static bool IsConstant(ReadOnlySpan<char> value) => value.Count('_') >= 2 && !value.ContainsAny(CharSets.Lower);

    /// <summary>#DF3312.</summary>
    private static bool IsColour(ReadOnlySpan<char> value) => value[0] == '#' && value.Length is 4 or 7 or 9 && !value[1..].ContainsAnyExcept(s_hex);

    /// <summary>first.last: how user names are made, and no call or field of anything usual.</summary>
    private static bool IsDotted(ReadOnlySpan<char> value) =>
        value.Count('.') == 1 && value[0] != '.' && value[^1] != '.' && !value.ContainsAnyExcept(s_dotted)
        && !value.StartsWith("user", StringComparison.Ordinal) && !value.StartsWith("self", StringComparison.Ordinal) && !value.StartsWith("this", StringComparison.Ordinal)
        && !value.EndsWith("name", StringComparison.Ordinal) && !value.EndsWith("user", StringComparison.Ordinal) && !value.EndsWith("value", StringComparison.Ordinal);

    /// <summary>Whether a value says itself that it is none.</summary>
    public static bool IsStop(ReadOnlySpan<char> value) => s_stops.Contains(value);
}
