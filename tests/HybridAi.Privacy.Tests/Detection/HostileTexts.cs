using System.Text;

namespace HybridAi.Privacy.Tests.Detection;

/// <summary>Texts made to cost a scanner as much as they can: every anchor, key word and cue over and over, alone and mixed. Seeded: the same every time.</summary>
internal static class HostileTexts
{
    /// <summary>What is repeated.</summary>
    private static readonly string[] s_units =
    [
        // Digits, and what may stand inside a number.
        "0", "1 ", "   1", "1-", "1.", "1/", "1:", "12-", "12 34 ", "123 ", "1985 ", "12345678 ", "9999999999 ", "(030) ", "+1 ", "+49 30 ", "123-45-6789 ", "555-1234 ", "1.1.1.1 ", "0.1 ", "1e5 ", "(1)", "[1]", "#1", "=1", ">1", "_1", "$1 ", "1% ", "\t1", "\n1", "a1", "1x ",
        "A1 ", "AB12 3CD ", "AB 12 34 ", "X1Y2", "DE12 3456 ", "GB29 NWBK ", "4111 1111 1111 1111 ", ";4012888888881881=", "%B4012888888881881^", "0xabcdef1234 ", "bc1qar0srr ", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ", "550e8400-e29b-41d4-a716-446655440000 ",
        "::", "::1 ", "ff:", "1:2:3:", "00:1A:2B:", "2001:db8::", "fe80::1 ",

        // Dates, times, ages.
        "1/1/", "1/1/20 ", "2024-01-01 ", "5 March ", "March 5 ", "10:30 am ", "age 43 ", "is 43 and ", "aged 4 ", "CVV 123 ", "PIN 1234 ", "expires 12/24 ", "SSN 1 ", "card 1 ", "phone: 1 ", "HRB 1 ",

        // Addresses of mail and pages.
        "@", "a@", "@a.", "a.b@", "a@b.co ", "1@a.co ", "a.a.", "a.com ", "x.", "www.", "www.a.", "www.a.co", "://", "a://b:", "http://a.co/", "http://a.com;", "a.com/(", "https://u:p1x@a.com ", "//", "?a=1&b=2",

        // Keys, quotes, signs.
        "password=", "password:=", "password is a1b2c3 ", "pwd 'a1b2' ", "user=bob password=hunter2x ", "token", "token: ", "secret=a1b2c3d4e5f6g7h8 ", "secret \"a1\" ", "login=", "saltsalt=", "clientid=", "auth: 1", "authauth=", "key:key=", "key=key is ", "key=a1", "key 9a", "stripe key 1",
        "password token secret ", "token token token 1 ", "a=", "a=1&", "\"a\":1,", "=", ":", "\"'`", "{\"a\":", "[", "((", "mysql -p1 ", "a1 is my ", "密码1", "密码：a1", "arn:1",

        // Tokens and encodings.
        "ghp_", "glpat-", "AKIA", "sk-a", "sk_live_1", "eyJ", "eyJ_", "eyJ0-", "eyJ_eyJhbGci.", "eyJhbGciOiJIUzI1NiJ9.", "eyJhbGciOiJIUzI1NiJ9.e30.a1b2 ", "ghp_abcdefghijklmnopqrstuvwxyz0123456789 ", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----\nA1", "deadbeef", "a1+/", "48656c6c6f20776f726c6420 ", "SGVsbG8gd29ybGQgMTIz ",

        // Disguises.
        "%4", "%41", "&#", "&#49;", "&amp;", "[at]", "(dot)", "\u200B", "\u200B1", "\u00A01", "\u20111", "\uFF11", "а", "а1", "аb", " at a dot ", "dot ", "é1",

        // Names, cues, scripts without spaces.
        "A", "A ", "A! ", "Aa ", "Qw", "Anna ", "Anna Smith ", "ANNA SMITH ", "Smith, Anna ", "A, B and ", "Smith, Jones and Brown ", "Smith and Sons ", "Bank of ", "Mr. ", "Dr. Anna ", "J. ", "'s ", "O'Neill ", "my name is ", "my name is Anna Smith ", "from paris ", "New ", "Berlin, Germany ", "DEUTDEFF ",
        "12 Main Street ", "Lindenstr. 12 ", "12 rue de ", "CA 90210 ", "10115 Berlin ", "路12号", "王", "王先生", "张伟", "我叫王伟", "他有糖尿病", "パスワード1", "안나", "she has HIV ", "I have diabetes. ", "confidential ", "do not share ", "patient records ", "\n", " ",
    ];

    /// <summary>Every text by its name: a function from a length to that many characters.</summary>
    public static IReadOnlyList<(string Name, Func<int, string> Make)> All { get; } =
    [
        .. s_units.Select(u => (u, (Func<int, string>)(n => Repeat(u, n)))),
        ("random digits and separators", n => Random(n, "0123456789 -./")), ("random digits and signs", n => Random(n, "0123456789: =.")),
        ("random hexadecimal", n => Random(n, "0123456789abcdef :-")), ("random base64", n => Random(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/   ")),
        ("random ASCII", n => "%41 " + Random(-4 + n, string.Concat(Enumerable.Range(32, 95).Select(c => (char)c)))), ("random anchors", n => Random(n, "0123456789:=._@")),
        ("random signs", n => Random(n, "0a:=._-@/[]()%&;\"' \n")), ("random capitals", n => Random(n, "Aab. ")),
        ("pieces of all kinds", Mixed), ("one word", n => new string('a', n)), ("a long key", n => Repeat("a_b_c_", n - 2) + "=1"), ("a host of one address", n => "http://" + Repeat("a.", n - 7)),
        ("a key block without end", n => "-----BEGIN PRIVATE KEY-----" + Repeat("A1b2", n - 27)), ("keys far from values", n => Repeat("password " + new string(' ', 60) + "1", n)),
        ("encoded cards", n => Repeat(Convert.ToBase64String("my card is 4111 1111 1111 1111 ok"u8) + " ", n)),
    ];

    /// <summary>A text of one to four pieces repeated, another for every seed.</summary>
    public static string Any(int seed, int length)
    {
        var random = new Random(seed);
        string unit = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => s_units[random.Next(s_units.Length)].AsSpan(random.Next(2) == 0 ? 0 : 1).ToString()));
        return Repeat(unit.Length == 0 ? "1" : unit, length);
    }

    public static string Repeat(string unit, int length)
    {
        var text = new StringBuilder(length + unit.Length);
        while (text.Length < length)
        {
            text.Append(unit);
        }

        return text.ToString(0, length);
    }

    private static string Mixed(int length)
    {
        var random = new Random(1);
        var text = new StringBuilder(length + 100);
        while (text.Length < length)
        {
            text.Append(s_units[random.Next(s_units.Length)]);
        }

        return text.ToString(0, length);
    }

    private static string Random(int length, string alphabet)
    {
        var random = new Random(2);
        return string.Create(length, (random, alphabet), static (text, from) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = from.alphabet[from.random.Next(from.alphabet.Length)];
            }
        });
    }
}
