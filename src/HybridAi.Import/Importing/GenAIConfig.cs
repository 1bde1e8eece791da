using System.Text.Json;
using HybridAi.Import.Graph;
using HybridAi.Import.Tokenizer;

namespace HybridAi.Import.Importing;

/// <summary>Writes <c>genai_config.json</c>. Threads, chunking and providers are left to whoever loads the folder.</summary>
internal static class GenAIConfig
{
    public static void Write(Stream stream, DecoderShape shape, TokenizerVocabulary vocabulary, SpecialIds ids, string graphFile)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartObject("model");
        json.WriteString("type", shape.Architecture);
        json.WriteNumber("vocab_size", shape.LogitsWidth);
        json.WriteNumber("context_length", shape.Context);
        json.WriteNumber("bos_token_id", vocabulary.BosId ?? ids.Endings.DefaultIfEmpty(0).First());
        json.WriteStartArray("eos_token_id");
        foreach (var id in ids.Endings)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
        json.WriteNumber("pad_token_id", ids.Padding);
        WriteDecoder(json, shape, graphFile);
        json.WriteEndObject();
        json.WriteStartObject("search");
        json.WriteNumber("max_length", Math.Min(shape.Context, 2048));
        json.WriteNumber("min_length", 0);
        json.WriteBoolean("do_sample", false);
        json.WriteNumber("num_beams", 1);
        json.WriteNumber("num_return_sequences", 1);
        json.WriteNumber("repetition_penalty", 1.0);
        json.WriteNumber("temperature", 1.0);
        json.WriteNumber("top_k", 50);
        json.WriteNumber("top_p", 1.0);
        json.WriteBoolean("early_stopping", true);
        json.WriteBoolean("past_present_share_buffer", true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDecoder(Utf8JsonWriter json, DecoderShape shape, string graphFile)
    {
        json.WriteStartObject("decoder");
        json.WriteString("filename", graphFile);
        json.WriteNumber("head_size", shape.HeadSize);
        json.WriteNumber("hidden_size", shape.Hidden);
        json.WriteNumber("num_attention_heads", shape.Heads);
        json.WriteNumber("num_hidden_layers", shape.BuiltLayers);
        json.WriteNumber("num_key_value_heads", shape.KeyValueHeads);
        json.WriteStartObject("session_options");
        json.WriteString("log_id", "hybridai");
        json.WriteStartArray("provider_options");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("inputs");
        json.WriteString("input_ids", "input_ids");
        json.WriteString("attention_mask", "attention_mask");
        json.WriteString("past_key_names", "past_key_values.%d.key");
        json.WriteString("past_value_names", "past_key_values.%d.value");
        json.WriteEndObject();
        json.WriteStartObject("outputs");
        json.WriteString("logits", "logits");
        json.WriteString("present_key_names", "present.%d.key");
        json.WriteString("present_value_names", "present.%d.value");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
