using System.Text.Json;
using HybridAi.Import.Support;

namespace HybridAi.Import.Tokenizer;

public sealed class TokenizerFilesTests
{
    [Theory]
    [InlineData("smollm", 2)]
    [InlineData("gpt-2", 1)]
    [InlineData("llama-bpe", 1)]
    [InlineData("qwen2", 1)]
    [InlineData("default", 1)]
    public void Files_OfEveryPreTokenizer_LoadNatively(string preTokenizer, int splits)
    {
        using var temporary = new TemporaryFolder();
        ModelImporter.Import(new TinyModel { PreTokenizer = preTokenizer }.Write(temporary), temporary["model"]);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(temporary["model"], "tokenizer.json")));
        json.RootElement.GetProperty("pre_tokenizer").GetProperty("pretokenizers").GetArrayLength().ShouldBe(splits + 1);
        json.RootElement.GetProperty("model").GetProperty("ignore_merges").GetBoolean().ShouldBe(preTokenizer == "llama-bpe");

        using var model = new NativeModel(temporary["model"]);
        using var tokenizer = model.CreateTokenizer();
        using var sequences = tokenizer.Encode("ab1<x>Q");

        // 'ab' is merged, '<x>' is a control token, '!' is id 4. A BOS is the business of the caller or the chat template.
        sequences[0].ToArray().ShouldBe([63, 4 + ('1' - '!'), 3, 4 + ('Q' - '!')]);
        tokenizer.Decode([63, 4]).ShouldBe("ab!");
    }

    [Theory]
    [InlineData(3, null, 3)] // free: taken
    [InlineData(2, null, 4)] // ends a turn: the last unused or control token instead
    [InlineData(null, null, 4)]
    [InlineData(2, "{{ '<y>' }}", 3)] // the template writes <y>
    public void Padding_OfVocabulary_IsNeverOneThatEndsAPrompt(int? stated, string? template, int expected)
    {
        var vocabulary = new TokenizerVocabulary
        {
            Tokens = ["<unk>", "<s>", "<|im_end|>", "<x>", "<y>", "a"],
            Kinds = [TokenKind.Unknown, TokenKind.Control, TokenKind.Control, TokenKind.Control, TokenKind.Control, TokenKind.Normal],
            Merges = [],
            PreTokenizer = "gpt-2",
            BosId = 1,
            EosId = 2,
            UnknownId = 0,
            PadId = stated,
            ChatTemplate = template,
        };

        new SpecialIds(vocabulary, []).Padding.ShouldBe(expected);
    }

    [Fact]
    public void Endings_OfVocabulary_StartWithTheStatedOne()
    {
        var vocabulary = new TokenizerVocabulary
        {
            Tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|eot_id|>"],
            Kinds = [TokenKind.Control, TokenKind.Control, TokenKind.Control, TokenKind.Normal],
            Merges = [],
            PreTokenizer = "gpt-2",
            EosId = 2,
        };

        new SpecialIds(vocabulary, [1]).Endings.ShouldBe([2, 1, 0]);
    }
}
