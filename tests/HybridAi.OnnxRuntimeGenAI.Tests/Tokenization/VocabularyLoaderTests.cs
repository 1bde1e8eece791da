using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Tests.Data;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

public sealed class VocabularyLoaderTests
{
    public static TheoryData<string, TokenizerVocabulary> Broken { get; } = new()
    {
        { "falcon", Tokenizers.SmolLM2Vocabulary with { PreTokenizer = "falcon" } },
        { "token types", Tokenizers.SmolLM2Vocabulary with { Kinds = [TokenKind.Normal] } },
        { "rule 0", Tokenizers.SmolLM2Vocabulary with { Merges = ["ab"] } },
        { "rule 1", Tokenizers.SmolLM2Vocabulary with { Merges = ["t h", "x y z"] } },
        { "rule 0", Tokenizers.SmolLM2Vocabulary with { Merges = [" a"] } },
        { "alphabet", Tokenizers.SmolLM2Vocabulary with { Merges = ["a \u4E2D"] } },
        { "49152", Tokenizers.SmolLM2Vocabulary with { EosId = 49_152 } },
        { "-1", Tokenizers.SmolLM2Vocabulary with { BosId = -1 } },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void Create_BrokenVocabulary_NamesTheFault(string named, TokenizerVocabulary vocabulary) =>
        Should.Throw<ModelFormatException>(() => ByteLevelTokenizer.Create(vocabulary)).Message.ShouldContain(named);

    [Fact]
    public void Create_LiteralTextAsOrdinaryToken_DecodesAsWrittenAndIsNeverMade()
    {
        var tokens = Tokenizers.SmolLM2Vocabulary.Tokens.Append("a b").Append("\n\n\n\n\n").ToArray();
        var kinds = Tokenizers.SmolLM2Vocabulary.Kinds.Append(TokenKind.Normal).Append(TokenKind.Normal).ToArray();
        var tokenizer = ByteLevelTokenizer.Create(Tokenizers.SmolLM2Vocabulary with { Tokens = tokens, Kinds = kinds });
        tokenizer.Decode([49_152, 49_153]).ShouldBe("a b\n\n\n\n\n");
        tokenizer.Encode("a b\n\n\n\n\n").ShouldBe(Tokenizers.SmolLM2.Encode("a b\n\n\n\n\n"));
    }
}
