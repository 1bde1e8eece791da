using System.Text.RegularExpressions;
using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

public sealed class PreTokenizerTests
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Llama3 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    [Theory]
    [InlineData(nameof(PreTokenizerKind.Gpt2), Gpt2)]
    [InlineData(nameof(PreTokenizerKind.SmolLM), @"\p{N}", Gpt2)]
    [InlineData(nameof(PreTokenizerKind.Llama3), Llama3)]
    [InlineData(nameof(PreTokenizerKind.Qwen2), @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
        + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    [InlineData(nameof(PreTokenizerKind.Default), @"[\p{P}\$\+<=>\^~\|]+", Gpt2, @"\p{N}+", "[0-9][0-9][0-9]")]
    public void EndOfPiece_AnyText_SplitsAsThePublishedPatterns(string kind, params string[] patterns)
    {
        var scanner = Enum.Parse<PreTokenizerKind>(kind);
        // U+017F is left out: the regex class library does not fold it to "s", the libraries of the model authors do.
        Regex[] stages = [.. patterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant))];
        OddText.Check(OddText.BasicPlane, odd =>
        {
            var text = odd.Replace('\u017F', 's');
            Split(scanner, text).ShouldBe(SplitByPatterns(text, stages));
        }, 1000);
    }

    [Theory]
    [InlineData("𝟗𝟗𝟗𝟗", new[] { 6, 2 })]
    [InlineData("𝔘𝔫 𠀀", new[] { 4, 3 })]
    [InlineData("🙂🚀!\n\nx", new[] { 7, 1 })]
    [InlineData("it'ſ", new[] { 2, 2 })]
    public void EndOfPiece_BeyondTheBasicPlane_KeepsCharactersWhole(string text, int[] lengths) =>
        Split(PreTokenizerKind.Llama3, text).Select(piece => piece.Length).ShouldBe(lengths);

    [Fact]
    public void EndOfPiece_LoneSurrogates_AreSymbols() =>
        Split(PreTokenizerKind.Llama3, "a \uD83D\uDE42\uDE42 \uD83D").ShouldBe(["a", " \uD83D\uDE42\uDE42", " \uD83D"]);

    [Theory]
    [InlineData("falcon")]
    [InlineData("")]
    [InlineData("SMOLLM")]
    public void Parse_UnknownName_NamesIt(string name) =>
        Should.Throw<ModelFormatException>(() => PreTokenizerNames.Parse(name)).Message.ShouldContain($"'{name}'");

    private static List<string> Split(PreTokenizerKind kind, string text)
    {
        var pieces = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = PreTokenizer.EndOfPiece(kind, text, at);
            end.ShouldBeInRange(at + 1, text.Length);
            pieces.Add(text[at..end]);
            at = end;
        }
        return pieces;
    }

    private static IEnumerable<string> SplitByPatterns(string text, Regex[] stages)
    {
        IEnumerable<string> pieces = text.Length == 0 ? [] : [text];
        foreach (var stage in stages)
            pieces = pieces.SelectMany(piece => SplitByPattern(piece, stage));
        return pieces;
    }

    private static IEnumerable<string> SplitByPattern(string text, Regex pattern)
    {
        var at = 0;
        foreach (var match in pattern.Matches(text).Cast<Match>())
        {
            if (match.Index > at)
                yield return text[at..match.Index];
            yield return match.Value;
            at = match.Index + match.Length;
        }
        if (at < text.Length)
            yield return text[at..];
    }
}
