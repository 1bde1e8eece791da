using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HybridAi.Tests.Shared;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

/// <summary>Generates texts of the kinds on which tokenizers go wrong.</summary>
internal static class OddText
{
    private static readonly string[] Fragments =
    [
        " ", "  ", "\n", "\r\n", "\r", "\t", "\u00A0", "\u3000", "\u2028", "\u0085", "\0", "'", "'s", "'LL", "'Re", "n't", "a", "I",
        "word", "Über", "ß", "é", "e\u0301", "Привет", "中文", "안녕", "ا", "שלום", "ก", "नमस्ते", "1", "12", "345", "6789", "٣", "½", "Ⅷ",
        ".", "...", "!?", "—", "“", "$", "+", "<", ">", "|", "_", "`", "^^", "\u200D", "\uFEFF", "\uFFFD", "def f(x):\n    ",
        "<|im_start|>", "<|im_end|>", "<|im_", "end|>", "<|endoftext|>", "http://a.b/c?d=1",
    ];

    private static readonly string[] Astral = ["🙂", "👩‍👧", "🇩🇪", "𝔘", "𝟗", "𠀀", "\uD83D", "\uDE42", "\uDE42\uD83D"];

    /// <summary>Texts of the basic plane without surrogates.</summary>
    public static Arbitrary<string> BasicPlane { get; } = Arb.From(Joined(Gen.OneOf(Gen.Elements(Fragments), BasicChar())));

    /// <summary>Any text, lone surrogates included.</summary>
    public static Arbitrary<string> Any { get; } =
        Arb.From(Joined(Gen.OneOf(Gen.Elements(Fragments), Gen.Elements(Astral), AnyChar())));

    /// <summary>What the tokenizer must give back: lone surrogates replaced.</summary>
    public static string Sanitized(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    /// <summary>What SmolLM2 must give back: its vocabulary has no token for these bytes, and they are left out.</summary>
    public static string WithoutTokenlessBytes(string text) =>
        Encoding.UTF8.GetString([.. Encoding.UTF8.GetBytes(text)
            .Where(value => value is not (0x04 or 0x06 or 0x13 or 0x14 or 0x16 or 0x1D or 0xF1 or 0xF2))]);

    public static void Check<T>(Arbitrary<T> values, Action<T> test, int count = 300) =>
        Cases.Holds(values, test, count);

    private static Gen<string> Joined(Gen<string> part) => part.ListOf().Select(parts => string.Concat(parts));

    private static Gen<string> AnyChar() => Gen.Choose(0, 0xFFFF).Select(value => ((char)value).ToString());

    private static Gen<string> BasicChar() => Gen.Choose(0, 0xFFFF)
        .Select(value => char.IsSurrogate((char)value) ? "x" : ((char)value).ToString());
}
