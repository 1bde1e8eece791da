using HybridAi.Import.Support;

namespace HybridAi.Import.Tokenizer;

public sealed class VocabularyReaderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void ReadVocabulary_OfDefaultModel_HoldsWhatItStates()
    {
        using var file = GgufFile.Open(RepositoryFiles.DefaultModel);

        var vocabulary = file.ReadVocabulary();

        (vocabulary.Tokens.Count, vocabulary.Kinds.Count, vocabulary.Merges.Count).ShouldBe((49_152, 49_152, 48_900));
        vocabulary.Kinds.Count(static kind => kind == TokenKind.Control).ShouldBe(17);
        (vocabulary.BosId, vocabulary.EosId, vocabulary.UnknownId, vocabulary.PadId).ShouldBe((1, 2, 0, 2));
        (vocabulary.PreTokenizer, vocabulary.AddBos, vocabulary.AddEos).ShouldBe(("smollm", false, false));
        vocabulary.Tokens[1].ShouldBe("<|im_start|>");
        vocabulary.ChatTemplate.ShouldNotBeNull().ShouldContain("SmolLM");
    }

    [Fact]
    public void ReadVocabulary_OfVocabularyOnlyFile_NeedsNoWeights()
    {
        File.WriteAllBytes(_temporary["v.gguf"], TinyModel.AddVocabulary(new(), 40, "llama-v3").Build());
        using var file = GgufFile.Open(_temporary["v.gguf"]);

        var vocabulary = file.ReadVocabulary();

        (file.Architecture, file.Tensors.Count).ShouldBe(("", 0));
        (vocabulary.Tokens.Count, vocabulary.PreTokenizer, vocabulary.AddBos).ShouldBe((40, "llama-bpe", true));
    }

    [Theory]
    [InlineData("llama", "gpt-2", "SentencePiece")]
    [InlineData("bert", "gpt-2", "WordPiece")]
    [InlineData("t5", "gpt-2", "Unigram")]
    [InlineData("rwkv", "gpt-2", "'rwkv'")]
    [InlineData("gpt2", "tekken", "The pre-tokenizer 'tekken' is not supported")]
    public void ReadVocabulary_OfOtherKind_NamesIt(string model, string preTokenizer, string message)
    {
        var builder = new GgufBuilder().Set("tokenizer.ggml.model", model).Set("tokenizer.ggml.pre", preTokenizer);

        Failure(builder).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("nothing", "tokenizer.ggml.model")]
    [InlineData("no merges", "tokenizer.ggml.merges")]
    [InlineData("kinds", "tokenizer.ggml.token_type")]
    [InlineData("kind", "tokenizer.ggml.token_type")]
    [InlineData("bos", "tokenizer.ggml.bos_token_id")]
    [InlineData("merge", "tokenizer.ggml.merges")]
    [InlineData("wrong type", "tokenizer.ggml.tokens")]
    public void ReadVocabulary_OfMalformedOne_SaysWhere(string fault, string location)
    {
        var builder = new GgufBuilder();
        if (fault != "nothing")
        {
            builder.Set("tokenizer.ggml.model", "gpt2");
            builder.Set("tokenizer.ggml.tokens", fault == "wrong type" ? new[] { 1 } : (string[])["a", "b"]);
            builder.Set("tokenizer.ggml.token_type", fault switch { "kinds" => (int[])[1], "kind" => [1, 77], _ => [1, 1] });
            builder.Set("tokenizer.ggml.bos_token_id", fault == "bos" ? 2u : 1u);
        }

        if (fault is not ("nothing" or "no merges"))
        {
            builder.Set("tokenizer.ggml.merges", fault == "merge" ? (string[])["a b c"] : ["a b"]);
        }

        Failure(builder).Location.ShouldBe(location);
    }

    private ModelFormatException Failure(GgufBuilder builder)
    {
        File.WriteAllBytes(_temporary["v.gguf"], builder.Build());
        using var file = GgufFile.Open(_temporary["v.gguf"]);
        return Should.Throw<ModelFormatException>(file.ReadVocabulary);
    }
}
