using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>The value behind a word such as <c>password</c> or <c>api_key</c>: in code, configuration, JSON, headers and sentences.</summary>
internal static class KeyValue
{
    private const int LongestKey = 48, LongestValue = 400;

    public static int Find(ReadOnlySpan<char> text, int start, int keyEnd, string type, double min, ref FindingBuffer found, string? vendor = null)
    {
        // The rest of the key: TOKEN_FOR_X, tokenValue. A letter that goes on the word itself ("tokenization", "secretary") is not a key.
        int i = keyEnd;
        while (i < text.Length && i - keyEnd < LongestKey && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '-' or '.'))
        {
            i++;
        }

        int op = Operator(text, i, out bool sentence);
        if (op == 0)
        {
            return 0;
        }

        char quote = op < text.Length && text[op] is '"' or '\'' or '`' ? text[op] : '\0';
        int valueStart = op + (quote == '\0' ? 0 : 1), end = valueStart;
        while (end < text.Length && end - valueStart < LongestValue && !char.IsWhiteSpace(text[end])
            && (quote == '\0' ? text[end] is not ('"' or '\'' or '`' or ',' or ';' or '<' or '>' or '，' or '。') : text[end] != quote))
        {
            end++;
        }

        while (quote == '\0' && end > valueStart && text[end - 1] is '.' or ')' or ']' or '}' or '?' or '!' or '\\' or ':')
        {
            end--;
        }

        ReadOnlySpan<char> value = text[valueStart..end];
        found.Work += end - start;
        double score = type switch
        {
            "PASSWORD" => Password(value, quote != '\0', sentence),
            "USERNAME" => User(value, quote != '\0', sentence),
            _ => Secret(value, sentence, vendor is not null),
        };
        if (score < min || score <= 0)
        {
            return 0;
        }

        found.Add(type, type == EntityTypes.Secret ? vendor ?? "generic" : null, valueStart, end - valueStart, score);
        return end;
    }

    /// <summary>End of "=", ":", "=&gt;", ":=", "is" … with the closing quote of the key before it; 0 when there is none.</summary>
    private static int Operator(ReadOnlySpan<char> text, int i, out bool sentence)
    {
        sentence = false;
        int at = i;
        at += at < text.Length && text[at] is '"' or '\'' or '`' or ']' or '*' ? 1 : 0;
        at += at < text.Length && text[at] is ']' or '*' ? 1 : 0;
        int spaces = at;
        while (at < text.Length && at - spaces < 4 && text[at] is ' ' or '\t')
        {
            at++;
        }

        int op = at;
        while (at < text.Length && at - op < 3 && (text[at] is '=' or ':' or '>' or '：' || (text[at] is '?' or '|' or '+' && text[at..].IndexOf('=') is 1 or 2)))
        {
            at++;
        }

        // call("key", "value") and key("value")
        bool quoted = at > i && text[at - 1] is '"' or '\'';
        if (at == op && at + 1 < text.Length && ((quoted && text[at] == ',') || (text[at] == '(' && text[at + 1] is '"' or '\'')))
        {
            at++;
        }

        if (at == op)
        {
            foreach (string verb in s_verbs)
            {
                if (at > spaces && text[at..].StartsWith(verb, StringComparison.OrdinalIgnoreCase))
                {
                    at += verb.Length;
                    sentence = true;
                    break;
                }
            }

            if (at == op && !(at < text.Length && text[at] is '是' or '为'))
            {
                return 0;
            }

            at += at == op ? 1 : 0;
        }
        else if (text[op] == '=' && at - op > 1 && text[op + 1] == '=')
        {
            return 0;
        }

        while (at < text.Length && at - op < 12 && text[at] is ' ' or '\t' or '\\')
        {
            at++;
        }

        foreach (string scheme in s_schemes)
        {
            at += text[at..].StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? scheme.Length : 0;
        }

        return at;
    }

    private static readonly string[] s_verbs = ["is ", "was ", "are ", "ist ", "est ", "es ", "to "];
    private static readonly string[] s_schemes = ["bearer ", "basic ", "token "];

    private static double Password(ReadOnlySpan<char> value, bool quoted, bool sentence)
    {
        if (value.Length is < 4 or > 128 || IsReference(value) || SecretDetector.IsStop(value) || IsTypeName(value))
        {
            return 0;
        }

        bool digit = Randomness.HasDigit(value), letter = Randomness.HasLetter(value), symbol = HasSymbol(value), mixed = Randomness.Turns(value) > 0.15;
        if (sentence && !quoted)
        {
            return digit && letter && value.Length >= 5 ? 0.7 : symbol && letter && mixed && value.Length >= 6 ? 0.6 : 0.2;
        }

        return digit && letter ? 0.8 : digit || (symbol && letter) ? 0.6 : quoted && !value.Contains(' ') ? 0.45 : mixed ? 0.4 : 0.25;
    }

    private static double Secret(ReadOnlySpan<char> value, bool sentence, bool vendor)
    {
        if (value.Length is < 10 or > 300 || IsReference(value) || SecretDetector.IsStop(value) || !Randomness.HasDigit(value) || !Randomness.HasLetter(value)
            || value.ContainsAnyExceptInRange('!', '~'))
        {
            return 0;
        }

        double entropy = Randomness.Entropy(value), turns = Randomness.Turns(value);
        bool hex = !value.ContainsAnyExcept(s_hex);
        if (entropy < (hex ? 2.8 : Math.Min(3.2, Math.Log2(value.Length) - 0.5)) || (turns < 0.14 && !hex) || value.Contains("://", StringComparison.Ordinal) || value[0] == '/')
        {
            return 0.2;
        }

        // A vendor's name alone says less than "token": only long values without words count.
        if (vendor && (value.Length < 16 || sentence || value.ContainsAny('.', '/', ':') || (hex && value.Length is not (32 or 40 or 64 or 36))))
        {
            return 0.25;
        }

        return value.Length >= 16 ? 0.75 : sentence ? 0.45 : 0.55;
    }

    private static readonly System.Buffers.SearchValues<char> s_hex = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF-");

    private static double User(ReadOnlySpan<char> value, bool quoted, bool sentence)
    {
        if (value.Length is < 3 or > 64 || (IsReference(value) && !IsDotted(value)) || SecretDetector.IsStop(value) || IsTypeName(value) || value.Contains('@'))
        {
            return 0;
        }

        bool odd = Randomness.HasDigit(value) || value.ContainsAny('_', '.', '-');
        return odd && Randomness.HasLetter(value) ? 0.6 : quoted ? 0.4 : sentence ? 0.2 : 0.4;
    }

    /// <summary>A variable, a call, a template hole: the value is elsewhere.</summary>
    private static bool IsReference(ReadOnlySpan<char> value) =>
        value.Length == 0 || value[0] is '$' or '<' or '{' or '[' or '%' or '@' && value.Length < 6 || value.ContainsAny('(', '{', '[') || value.Contains("->", StringComparison.Ordinal)
        || (value.Contains('.') && !Randomness.HasDigit(value) && !HasSymbol(value));

    /// <summary>first.last: how user names are made, and no call or field of anything usual.</summary>
    private static bool IsDotted(ReadOnlySpan<char> value) =>
        value.Count('.') == 1 && value[0] != '.' && value[^1] != '.' && !value.ContainsAnyExcept(s_dotted)
        && !value.StartsWith("user", StringComparison.Ordinal) && !value.StartsWith("self", StringComparison.Ordinal) && !value.StartsWith("this", StringComparison.Ordinal)
        && !value.EndsWith("name", StringComparison.Ordinal) && !value.EndsWith("user", StringComparison.Ordinal) && !value.EndsWith("value", StringComparison.Ordinal);

    private static readonly System.Buffers.SearchValues<char> s_dotted = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    private static bool IsTypeName(ReadOnlySpan<char> value)
    {
        Span<char> lower = stackalloc char[16];
        if (value.Length > lower.Length)
        {
            return false;
        }

        value.ToLowerInvariant(lower);
        return lower[..value.Length] is "string" or "str" or "none" or "true" or "false" or "text" or "required" or "optional" or "varchar" or "char" or "password" or "secret"
            or "token" or "string;" or "string," or "input" or "value" or "field" or "hash" or "hashed" or "username" or "user" or "admin" or "root" or "name" or "number" or "bytes" or "object"
            or "nvarchar" or "securestring" or "correct" or "incorrect" or "wrong" or "invalid" or "valid" or "missing" or "empty" or "expired" or "unique" or "this" or "that" or "type" or "email";
    }

    private static bool HasSymbol(ReadOnlySpan<char> value) => value.ContainsAny(s_symbols);

    private static readonly System.Buffers.SearchValues<char> s_symbols = System.Buffers.SearchValues.Create("!#%^&*+=?~|@$");
}
