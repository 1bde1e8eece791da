using System.Security.Cryptography;
using System.Text;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

public sealed class CanonicalCompositionTests
{
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("a\u0315\u0300\u05AE", "\u00E0\u05AE\u0315")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")]
    public void Compose_KnownText_IsFormC(string text, string expected)
    {
        CanonicalComposition.MayChange(text).ShouldBeTrue();
        CanonicalComposition.Compose(text).ShouldBe(expected);
    }

    [Theory]
    [InlineData("plain text, Zażółć, Ångström")]
    [InlineData("Привет 你好 안녕 🙂")]
    public void MayChange_ComposedText_IsFalse(string text) => CanonicalComposition.MayChange(text).ShouldBeFalse();

    [Fact]
    public void Compose_EveryCodePoint_MatchesUnicode14()
    {
        // SHA-256 over the UTF-8 of all results, made with Python's unicodedata 14.0.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (Rune.IsValid(codePoint))
                hash.AppendData(Encoding.UTF8.GetBytes(Normalize(new Rune(codePoint).ToString())));
        }
        Convert.ToHexStringLower(hash.GetHashAndReset()).ShouldBe("1ffc8e6ce9e83df8e49fd62d6abb68f981775aed0b5101b88c213d4653e9b540");
    }

    [Fact]
    public void Compose_RandomSequences_MatchUnicode14()
    {
        (int First, int Last)[] ranges =
        [
            (0x41, 0x5A), (0x300, 0x345), (0x5B0, 0x5BD), (0x958, 0x95A), (0xF71, 0xF76), (0x1100, 0x1112), (0x1161, 0x1175),
            (0x11A7, 0x11C2), (0x1EA0, 0x1EB0), (0x212A, 0x212B), (0xAC00, 0xAC1D), (0x1D15E, 0x1D15F), (0x1D165, 0x1D170),
            (0x110B0, 0x110BA),
        ];
        int[] pool = [.. ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1))];
        var state = 42UL;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder();
            for (var left = 1 + Next(8); left > 0; left--)
                text.Append(new Rune(pool[Next(pool.Length)]).ToString());
            hash.AppendData(Encoding.UTF8.GetBytes(Normalize(text.ToString()) + "\n"));
        }
        Convert.ToHexStringLower(hash.GetHashAndReset()).ShouldBe("ad8caf876256bb155efc23f68eccb6d6945b275c0452ff12c10e60c87b83240e");

        int Next(int count)
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            return (int)((state >> 33) % (ulong)count);
        }
    }

    [Fact]
    public void Compose_ManyMarksInWrongOrder_IsSortedWithoutQuadraticTime()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 200_000));
        var composed = CanonicalComposition.Compose("q" + marks);
        composed.Length.ShouldBe(400_001);
        composed.AsSpan(1, 200_000).IndexOfAnyExcept('\u0323').ShouldBe(-1);
        composed.AsSpan(200_001).IndexOfAnyExcept('\u0301').ShouldBe(-1);
    }

    // As the tokenizer does it: the fast check must never be wrong about "cannot change".
    private static string Normalize(string text) =>
        CanonicalComposition.MayChange(text) ? CanonicalComposition.Compose(text) : text;
}
