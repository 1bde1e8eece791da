using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridAi.Import.Tokenizer;

/// <summary>Writes <c>tokenizer.json</c> and <c>tokenizer_config.json</c> for the native side.</summary>
internal static class TokenizerFiles
{
    // These files are never part of a web page, and with the relaxed encoder they stay half as large.
    private static readonly JsonWriterOptions _options = new() { Indented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteTokenizer(Stream stream, TokenizerVocabulary vocabulary)
    {
        using var json = new Utf8JsonWriter(stream, _options);
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        WriteAddedTokens(json, vocabulary);
        WriteNormalizer(json, vocabulary);
        WritePreTokenizer(json, vocabulary);
        WritePostProcessor(json, vocabulary);
        json.WritePropertyName("decoder");
        WriteByteLevel(json, useRegex: true);
        WriteModel(json, vocabulary);
        json.WriteEndObject();
    }

    public static void WriteConfig(Stream stream, TokenizerVocabulary vocabulary, SpecialIds ids, int context)
    {
        using var json = new Utf8JsonWriter(stream, _options);
        json.WriteStartObject();
        json.WriteString("tokenizer_class", vocabulary.PreTokenizer switch
        {
            "qwen2" => "Qwen2Tokenizer",
            "llama-bpe" => "PreTrainedTokenizerFast",
            _ => "GPT2Tokenizer",
        });
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("add_bos_token", vocabulary.AddBos);
        json.WriteBoolean("clean_up_tokenization_spaces", false);
        json.WriteNumber("model_max_length", context);
        Token("bos_token", vocabulary.BosId);
        Token("eos_token", vocabulary.EosId);
        Token("unk_token", vocabulary.UnknownId);
        Token("pad_token", ids.Padding);
        if (vocabulary.ChatTemplate is { } template)
        {
            json.WriteString("chat_template", template);
        }

        json.WriteEndObject();

        void Token(string name, int? id)
        {
            if (id is { } number)
            {
                json.WriteString(name, vocabulary.Tokens[number]);
            }
        }
    }

    private static void WriteAddedTokens(Utf8JsonWriter json, TokenizerVocabulary vocabulary)
    {
        json.WriteStartArray("added_tokens");
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
        {
            if (vocabulary.Kinds[id] is not (TokenKind.Control or TokenKind.UserDefined or TokenKind.Unknown))
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", vocabulary.Tokens[id]);
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", vocabulary.Kinds[id] != TokenKind.UserDefined);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Qwen 2 composes text to NFC; GGUF files do not say so, the pre-tokenizer's name implies it.
    private static void WriteNormalizer(Utf8JsonWriter json, TokenizerVocabulary vocabulary)
    {
        if (vocabulary.PreTokenizer != "qwen2")
        {
            json.WriteNull("normalizer");
            return;
        }

        json.WriteStartObject("normalizer");
        json.WriteString("type", "NFC");
        json.WriteEndObject();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json, TokenizerVocabulary vocabulary)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        foreach (var pattern in PreTokenizers.NativePatterns(vocabulary.PreTokenizer))
        {
            json.WriteStartObject();
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", pattern);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
            json.WriteEndObject();
        }

        WriteByteLevel(json, useRegex: false);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, bool useRegex)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", useRegex);
        json.WriteEndObject();
    }

    private static void WritePostProcessor(Utf8JsonWriter json, TokenizerVocabulary vocabulary)
    {
        if (!vocabulary.AddBos || vocabulary.BosId is not { } bos)
        {
            json.WriteNull("post_processor");
            return;
        }

        var text = vocabulary.Tokens[bos];
        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        foreach (var (name, sequences) in ((string, string[])[])[("single", ["A"]), ("pair", ["A", "B"])])
        {
            json.WriteStartArray(name);
            foreach (var sequence in sequences)
            {
                Item("SpecialToken", text);
                Item("Sequence", sequence);
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("special_tokens");
        json.WriteStartObject(text);
        json.WriteString("id", text);
        json.WriteStartArray("ids");
        json.WriteNumberValue(bos);
        json.WriteEndArray();
        json.WriteStartArray("tokens");
        json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();

        void Item(string kind, string id)
        {
            json.WriteStartObject();
            json.WriteStartObject(kind);
            json.WriteString("id", id);
            json.WriteNumber("type_id", 0);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void WriteModel(Utf8JsonWriter json, TokenizerVocabulary vocabulary)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);

        // Llama 3 takes a whole piece that is a token before it merges.
        json.WriteBoolean("ignore_merges", vocabulary.PreTokenizer == "llama-bpe");
        json.WriteStartObject("vocab");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
        {
            if (seen.Add(vocabulary.Tokens[id]))
            {
                json.WriteNumber(vocabulary.Tokens[id], id);
            }
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var merge in vocabulary.Merges)
        {
            json.WriteStringValue(merge);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
