using System.Text.Json;
using HybridAi.OnnxRuntimeGenAI.Tests.Data;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

public sealed class ReferenceTests
{
    private const string Separator = "\n__ggml_vocab_test__\n";

    [Fact]
    public void SmolLM2_ReferenceTexts_GiveTheReferenceIds()
    {
        using var file = Open("tokenizer.json");
        var texts = 0;
        foreach (var item in file.RootElement.EnumerateArray())
        {
            var text = item.GetProperty("text").GetString()!;
            var ids = Ids(item.GetProperty("ids"));
            var plain = item.TryGetProperty("ids_as_plain_text", out var other) ? Ids(other) : ids;
            Tokenizers.SmolLM2.Encode(text, allowControl: true).ShouldBe(ids, text);
            Tokenizers.SmolLM2.Encode(text).ShouldBe(plain, text);
            Tokenizers.SmolLM2.CountTokens(text, allowControl: true).ShouldBe(ids.Length, text);
            Tokenizers.SmolLM2.CountTokens(text).ShouldBe(plain.Length, text);
            Tokenizers.SmolLM2.Decode(ids).ShouldBe(item.GetProperty("decoded").GetString(), text);
            Tokenizers.SmolLM2.Decode(plain).ShouldBe(text);
            texts++;
        }
        texts.ShouldBe(77);
    }

    [Fact]
    public void SmolLM2_RenderedConversations_GiveTheReferenceIds()
    {
        using var file = Open("chat_template.json");
        var conversations = 0;
        foreach (var item in file.RootElement.EnumerateArray())
        {
            var rendered = item.GetProperty("rendered").GetString()!;
            Tokenizers.SmolLM2.Encode(rendered, allowControl: true).ShouldBe(Ids(item.GetProperty("ids")), rendered);
            Tokenizers.SmolLM2.Encode([new TextSegment(rendered, Trusted: true)])
                .ShouldBe(Ids(item.GetProperty("ids")), rendered);
            conversations++;
        }
        conversations.ShouldBe(4);
    }

    [Fact]
    public void Qwen2_LlamaCppTexts_GiveTheExpectedIds()
    {
        var texts = File.ReadAllText(TestFiles.Data("qwen2-vocab", "ggml-vocab-qwen2.gguf.inp")).Split(Separator);
        var lines = File.ReadAllLines(TestFiles.Data("qwen2-vocab", "ggml-vocab-qwen2.gguf.out"));
        // The files end with a separator and a newline: the last "text" is what is left behind them.
        var pairs = texts.Zip(lines).ToArray();
        pairs.Length.ShouldBe(lines.Length);
        foreach (var (text, line) in pairs)
        {
            int[] ids = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
            Tokenizers.Qwen2.Encode(text, allowControl: true).ShouldBe(ids, text);
            Tokenizers.Qwen2.Decode(ids).ShouldBe(text);
        }
    }

    [Fact]
    public void SmolLM2_Vocabulary_HasItsSpecialTokens()
    {
        var tokenizer = Tokenizers.SmolLM2;
        tokenizer.VocabularySize.ShouldBe(49_152);
        (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId).ShouldBe((1, 2, 2));
        tokenizer.FindSpecial("<|im_end|>").ShouldBe(2);
        tokenizer.FindSpecial("<|im_end").ShouldBeNull();
        tokenizer.FindSpecial("Hello").ShouldBeNull();
        Enumerable.Range(0, tokenizer.VocabularySize).Count(tokenizer.IsControl).ShouldBe(17);
        tokenizer.ChatTemplate.ShouldNotBeNull();
    }

    private static JsonDocument Open(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(TestFiles.Data("smollm2", name)));

    private static int[] Ids(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];
}
