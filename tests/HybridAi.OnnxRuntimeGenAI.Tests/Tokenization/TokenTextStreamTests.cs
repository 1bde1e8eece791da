using FsCheck;
using FsCheck.Fluent;
using HybridAi.OnnxRuntimeGenAI.Tests.Data;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

public sealed class TokenTextStreamTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Append_AnyIds_TogetherGiveTheDecodedText(bool skipControl)
    {
        // Byte tokens are frequent here, so that most sequences are not valid UTF-8.
        var id = Gen.OneOf(Gen.Choose(0, 49_151), Gen.Choose(17, 300), Gen.Choose(0, 20));
        OddText.Check(Arb.From(id.ListOf().Select(ids => ids.ToArray())), ids =>
        {
            var stream = new TokenTextStream(Tokenizers.SmolLM2, skipControl);
            var parts = ids.Select(stream.Append).ToList();
            parts.Add(stream.Flush());
            string.Concat(parts).ShouldBe(Tokenizers.SmolLM2.Decode(ids, skipControl));
        }, 500);
    }

    [Fact]
    public void Append_ValidText_NeverGivesHalfACharacter() => OddText.Check(OddText.Any, text =>
    {
        var stream = new TokenTextStream(Tokenizers.SmolLM2);
        var expected = OddText.Sanitized(text);
        if (expected != OddText.WithoutTokenlessBytes(text))
            return;
        var sofar = "";
        foreach (var id in Tokenizers.SmolLM2.Encode(text))
        {
            var part = stream.Append(id);
            (part.Length > 0 && char.IsHighSurrogate(part[^1])).ShouldBeFalse();
            sofar += part;
            expected.ShouldStartWith(sofar, Case.Sensitive);
        }
        stream.Flush().ShouldBe("");
        sofar.ShouldBe(expected);
    });

    [Fact]
    public void Flush_CutCharacter_GivesOneReplacementAndStartsAnew()
    {
        var stream = new TokenTextStream(Tokenizers.SmolLM2);
        var ids = Tokenizers.SmolLM2.Encode("\U0001F9FF");
        ids.Length.ShouldBeGreaterThan(1);
        stream.Append(ids[0]).ShouldBe("");
        stream.Flush().ShouldBe("\uFFFD");
        stream.Append(81).ShouldBe("a");
        stream.Flush().ShouldBe("");
    }
}
