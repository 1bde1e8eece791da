using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Tests.Data;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

public sealed class TokenizerFolderTests
{
    private const string Llama3Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Digits = """
        {"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},
        {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}
        """;

    private const string FalconPreTokenizer = """
        {"type":"Sequence","pretokenizers":[{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits","individual_digits":true}]}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FromFolder_SmolLM2AsPublished_EqualsTheGgufTokenizer(bool mergesAsPairs)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("tokenizer.json"), SmolJson(Digits, mergesAsPairs).ToJsonString());
        File.WriteAllText(folder.File("tokenizer_config.json"), """
            {"add_prefix_space":false,"bos_token":"<|im_start|>","eos_token":{"content":"<|im_end|>","lstrip":false},
            "pad_token":"<|im_end|>","chat_template":"{% for m in messages %}{% endfor %}","clean_up_tokenization_spaces":false}
            """);
        var tokenizer = ByteLevelTokenizer.FromFolder(folder.Path);

        (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId).ShouldBe((1, 2, 2));
        tokenizer.ChatTemplate.ShouldBe("{% for m in messages %}{% endfor %}");
        tokenizer.VocabularySize.ShouldBe(Tokenizers.SmolLM2.VocabularySize);
        using var reference = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Data("smollm2", "tokenizer.json")));
        foreach (var text in reference.RootElement.EnumerateArray().Select(item => item.GetProperty("text").GetString()!))
        {
            tokenizer.Encode(text, allowControl: true).ShouldBe(Tokenizers.SmolLM2.Encode(text, allowControl: true));
            tokenizer.Encode(text).ShouldBe(Tokenizers.SmolLM2.Encode(text));
        }
    }

    [Fact]
    public void FromFolder_WithoutConfig_TakesTheTemplateFile()
    {
        using var folder = new TemporaryFolder();
        var json = TinyJson(JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false}""")!);
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        File.WriteAllText(folder.File("chat_template.jinja"), "{{ messages }}");
        var tokenizer = ByteLevelTokenizer.FromFolder(folder.Path);
        tokenizer.ChatTemplate.ShouldBe("{{ messages }}");
        tokenizer.BosId.ShouldBeNull();
        tokenizer.Decode(tokenizer.Encode("abc")).ShouldBe("abc");
    }

    [Fact]
    public void Load_MergesBeforeVocabulary_GivesTheSame()
    {
        var json = SmolJson(Digits, mergesAsPairs: false);
        var model = json["model"]!.AsObject();
        var merges = model["merges"]!.DeepClone();
        model.Remove("merges");
        model.Insert(0, "merges", merges);
        json.Remove("model");
        json.Insert(0, "model", model);
        Load(json).Encode("Hello, world! 42").ShouldBe(Tokenizers.SmolLM2.Encode("Hello, world! 42"));
    }

    [Fact]
    public void Load_Llama3Template_AddsBosAndTakesWholeTokens()
    {
        var json = TinyJson(Split(Llama3Pattern));
        json["model"]!["ignore_merges"] = true;
        json["model"]!["vocab"]!["abc"] = 300;
        json["added_tokens"] = JsonNode.Parse("""
            [{"id":400,"content":"<|begin_of_text|>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}]
            """);
        json["post_processor"] = JsonNode.Parse("""
            {"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true},
            {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|begin_of_text|>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{}}]}
            """);
        var tokenizer = Load(json);
        tokenizer.Encode("abc", addBosEos: true).ShouldBe([400, 300]);
        tokenizer.Encode("abc").ShouldBe([300]);
        tokenizer.Encode("1234").Length.ShouldBe(4);
        (tokenizer.BosId, tokenizer.AddsBos, tokenizer.AddsEos).ShouldBe((400, true, false));

        json["model"]!["ignore_merges"] = false;
        Load(json).Encode("abc").Length.ShouldBe(2); // only "ab" has a rule
    }

    [Fact]
    public void Load_AddedTokens_StripAndMatchAsTheFileSays()
    {
        var json = TinyJson(JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true}""")!);
        json["added_tokens"] = JsonNode.Parse("""
            [{"id":400,"content":"<|end|>","single_word":false,"lstrip":false,"rstrip":true,"normalized":false,"special":true},
             {"id":401,"content":"<mask>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true},
             {"id":402,"content":"<tool>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":false},
             {"id":403,"content":"<tool>x","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":false}]
            """);
        var tokenizer = Load(json);
        var a = tokenizer.Encode("a")[0];
        tokenizer.Encode("a<|end|> \n a", allowControl: true).ShouldBe([a, 400, a]);
        tokenizer.Encode("a  <mask>a", allowControl: true).ShouldBe([a, 401, a]);
        tokenizer.Encode("<tool>xa<tool>a").ShouldBe([403, a, 402, a]);
        tokenizer.IsControl(400).ShouldBeTrue();
        tokenizer.IsControl(402).ShouldBeFalse();
    }

    [Fact]
    public void Load_QwenNormalizer_ComposesText()
    {
        var json = TinyJson(Split(Llama3Pattern.Replace(@"\p{N}{1,3}", @"\p{N}", StringComparison.Ordinal)));
        json["normalizer"] = JsonNode.Parse("""{"type":"NFC"}""");
        var tokenizer = Load(json);
        tokenizer.Decode(tokenizer.Encode("e\u0301")).ShouldBe("\u00E9");
    }

    [Theory]
    [InlineData("pre_tokenizer", """{"type":"Metaspace","replacement":"_"}""", "Metaspace")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true}""", "space in front")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Isolated"}""", "\\w+")]
    [InlineData("pre_tokenizer", FalconPreTokenizer, "follows ByteLevel")]
    [InlineData("normalizer", """{"type":"NFKC"}""", "NFKC")]
    [InlineData("decoder", """{"type":"WordPiece"}""", "WordPiece")]
    [InlineData("post_processor", """{"type":"BertProcessing"}""", "BertProcessing")]
    [InlineData("model", """{"type":"Unigram","vocab":[]}""", "Unigram")]
    [InlineData("model", """{"type":"BPE","byte_fallback":true}""", "SentencePiece")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["a b"]}""", "not in the vocabulary")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":-1},"merges":[]}""", "-1")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":2147483647},"merges":[]}""", "2147483647")]
    public void Load_Unsupported_IsNamed(string section, string value, string named)
    {
        var json = TinyJson(JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false}""")!);
        json[section] = JsonNode.Parse(value);
        Should.Throw<ModelFormatException>(() => Load(json)).Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"model\":3}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":\"b\"}}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":[\"a\"]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\\uD800\":1}}}")]
    [InlineData("{\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},\"model\":{\"merges\":[1]}}")]
    [InlineData("{\"pre_tokenizer\":{\"type\":\"Sequence\"},\"model\":{}}")]
    [InlineData("{\"added_tokens\":[{}]}")]
    [InlineData("{\"added_tokens\":{}}")]
    public void Load_Malformed_IsAFormatError(string json) =>
        Should.Throw<ModelFormatException>(() => TokenizerFolder.Load(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Load_CutAnywhere_IsAFormatError()
    {
        var json = TinyJson(JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false}""")!);
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        for (var length = 0; length < bytes.Length; length += 7)
            Should.Throw<ModelFormatException>(() => TokenizerFolder.Load(bytes[..length]));
    }

    [Fact]
    public void FromFolder_WithoutTokenizer_SaysSoWithoutThePath()
    {
        using var folder = new TemporaryFolder();
        var error = Should.Throw<ModelFormatException>(() => ByteLevelTokenizer.FromFolder(folder.Path));
        error.Message.ShouldContain("tokenizer.json");
        error.Message.ShouldNotContain(folder.Path);
    }

    private static ByteLevelTokenizer Load(JsonObject json) => TokenizerFolder.Load(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject Split(string pattern) => new()
    {
        ["type"] = "Sequence",
        ["pretokenizers"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "Split",
                ["pattern"] = new JsonObject { ["Regex"] = pattern },
                ["behavior"] = "Isolated",
                ["invert"] = false,
            },
            JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""")),
    };

    // 256 bytes and one merge.
    private static JsonObject TinyJson(JsonNode preTokenizer)
    {
        var vocabulary = new JsonObject();
        Span<byte> value = stackalloc byte[1];
        for (var c = '\0'; c < 0x144; c++)
        {
            if (ByteAlphabet.TryGetBytes([c], value))
                vocabulary[c.ToString()] = vocabulary.Count;
        }
        vocabulary["ab"] = vocabulary.Count;
        return Json(preTokenizer, vocabulary, new JsonArray("a b"), []);
    }

    private static JsonObject SmolJson(string preTokenizer, bool mergesAsPairs)
    {
        var source = Tokenizers.SmolLM2Vocabulary;
        var vocabulary = new JsonObject();
        var added = new JsonArray();
        for (var id = 0; id < source.Tokens.Count; id++)
        {
            vocabulary[source.Tokens[id]] = id;
            if (source.Kinds[id] == TokenKind.Control)
            {
                added.Add(new JsonObject
                {
                    ["id"] = id, ["content"] = source.Tokens[id], ["single_word"] = false, ["lstrip"] = false,
                    ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
                });
            }
        }
        JsonNode[] merges = [.. source.Merges.Select(rule => mergesAsPairs
            ? new JsonArray([.. rule.Split(' ').Select(part => (JsonNode)part)])
            : (JsonNode)rule)];
        return Json(JsonNode.Parse(preTokenizer)!, vocabulary, new JsonArray(merges), added);
    }

    private static JsonObject Json(JsonNode preTokenizer, JsonObject vocabulary, JsonArray merges, JsonArray added) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = added,
        ["normalizer"] = null,
        ["pre_tokenizer"] = preTokenizer,
        ["post_processor"] = null,
        ["decoder"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE", ["dropout"] = null, ["unk_token"] = null, ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = "", ["fuse_unk"] = false, ["byte_fallback"] = false, ["vocab"] = vocabulary,
            ["merges"] = merges,
        },
    };
}
