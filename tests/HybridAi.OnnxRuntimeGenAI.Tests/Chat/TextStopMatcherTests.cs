using FsCheck;
using FsCheck.Fluent;
using HybridAi.OnnxRuntimeGenAI.Chat;
using HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Chat;

public sealed class TextStopMatcherTests
{
    private static readonly Gen<string> Text =
        Gen.Elements("aaabc\n ".ToCharArray()).ListOf().Select(chars => string.Concat(chars));

    private static readonly Gen<string[]> Stops =
        Gen.Choose(0, 4).SelectMany(count => Text.Where(text => text.Length > 0).Select(text => text[..Math.Min(4, text.Length)])
            .ListOf(count)).Select(stops => stops.ToArray());

    [Fact]
    public void Append_EverySplit_GivesTheAnswerOfTheWholeText() => OddText.Check(
        Arb.From(Text.SelectMany(text => Stops.SelectMany(stops => Gen.Choose(1, 5).Select(size => (text, stops, size))))),
        sample =>
        {
            var matcher = new TextStopMatcher(sample.stops);
            var answer = string.Concat(sample.text.Chunk(sample.size).Select(part => matcher.Append(new string(part))));
            answer += matcher.Flush();
            var (expected, stop) = Plain(sample.text, sample.stops);
            answer.ShouldBe(expected);
            matcher.Stop.ShouldBe(stop);
        }, 1500);

    [Fact]
    public void Append_WithoutStop_HoldsBackOnlyWhatMayBecomeOne() => OddText.Check(
        Arb.From(Text.SelectMany(text => Stops.Select(stops => (text, stops)))),
        sample =>
        {
            var matcher = new TextStopMatcher(sample.stops);
            var answer = "";
            for (var i = 0; i < sample.text.Length && matcher.Stop is null; i++)
            {
                answer += matcher.Append(sample.text[i].ToString());
                if (matcher.Stop is not null)
                    return;
                var soFar = sample.text[..(i + 1)];
                var held = Enumerable.Range(0, soFar.Length).Select(start => soFar[start..])
                    .FirstOrDefault(end => sample.stops.Any(stop => stop.StartsWith(end, StringComparison.Ordinal)), "");
                answer.ShouldBe(soFar[..^held.Length]);
            }
        }, 800);

    [Theory]
    [InlineData(new[] { "</s>", "\n\nUser:" }, new[] { "Hi", "\n", "\nUs", "er: x" }, "Hi")]
    [InlineData(new[] { "abcd", "bc" }, new[] { "xab", "cd" }, "xa")]
    [InlineData(new[] { "bc", "abc" }, new[] { "xa", "bc" }, "x")]
    [InlineData(new[] { "aab" }, new[] { "a", "a", "a", "b" }, "a")]
    [InlineData(new[] { "🙂🚀" }, new[] { "a🙂", "🚀b" }, "a")]
    public void Append_StopAcrossParts_EndsTheAnswerBeforeIt(string[] stops, string[] parts, string expected)
    {
        var matcher = new TextStopMatcher(stops);
        (string.Concat(parts.Select(matcher.Append)) + matcher.Flush()).ShouldBe(expected);
        matcher.Stop.ShouldNotBeNull();
        matcher.Append("more").ShouldBe("");
    }

    [Fact]
    public void Append_NothingToHold_HandsOutTheSameString()
    {
        const string Part = "plain text";
        new TextStopMatcher([]).Append(Part).ShouldBeSameAs(Part);
        new TextStopMatcher(["###"]).Append(Part).ShouldBeSameAs(Part);
    }

    public static TheoryData<string[]> Refused { get; } =
    [
        [""], ["a", ""], [new string('a', 1025)], ["\uD83D"], ["a\uDE42"], Enumerable.Repeat("a", 65).ToArray(),
    ];

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Create_BadStops_AreRefused(string[] stops) =>
        Should.Throw<ArgumentException>(() => new TextStopMatcher(stops));

    private static (string Answer, string? Stop) Plain(string text, string[] stops)
    {
        for (var end = 1; end <= text.Length; end++)
        {
            var stop = stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal)).MaxBy(stop => stop.Length);
            if (stop is not null)
                return (text[..(end - stop.Length)], stop);
        }
        return (text, null);
    }
}
