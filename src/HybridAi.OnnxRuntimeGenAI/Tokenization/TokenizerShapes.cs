using System.Text.Json;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>The control tokens that a post-processor puts around every text; <see langword="null"/> where there is none.</summary>
internal readonly record struct TextTemplate(string? Before, string? Behind);

/// <summary>Recognises the parts of <c>tokenizer.json</c> that the supported families use, and names what is not supported.</summary>
internal static class TokenizerShapes
{
    private enum Stage
    {
        Gpt2, Llama3, Qwen2, Number, Numbers, Punctuation, Triples,
    }

    // Patterns are compared as text: two different texts may mean the same, but then they were checked and are listed here.
    private static readonly Dictionary<string, Stage> Patterns = new(StringComparer.Ordinal)
    {
        [@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = Stage.Gpt2,
        [@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"] = Stage.Gpt2,
        [@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = Stage.Gpt2,
        [@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"]
            = Stage.Llama3,
        [@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"]
            = Stage.Qwen2,
        [@"\p{N}"] = Stage.Number,
        [@"\p{N}+"] = Stage.Numbers,
        [@"[\p{P}\$\+<=>\^~\|]+"] = Stage.Punctuation,
        ["[0-9][0-9][0-9]"] = Stage.Triples,
    };

    public static ModelFormatException NotSupported(string what, string where) =>
        new($"{what}; only byte-level BPE as in GPT-2, SmolLM, Llama 3 and Qwen 2 is supported.", $"tokenizer.json: {where}");

    public static PreTokenizerKind PreTokenizer(JsonElement section)
    {
        var stages = new List<Stage>();
        var byteLevel = false;
        foreach (var part in Parts(section, "pretokenizers"))
        {
            if (byteLevel)
                throw NotSupported($"A pre-tokenizer '{TypeOf(part)}' follows ByteLevel", "pre_tokenizer");
            switch (TypeOf(part))
            {
                case "ByteLevel":
                    byteLevel = true;
                    if (Is(part, "add_prefix_space", byDefault: true))
                        throw NotSupported("ByteLevel adds a space in front of the text", "pre_tokenizer");
                    if (Is(part, "use_regex", byDefault: true))
                        stages.Add(Stage.Gpt2);
                    break;
                case "Digits" when Is(part, "individual_digits", byDefault: false):
                    stages.Add(Stage.Number);
                    break;
                case "Split":
                    stages.Add(SplitOf(part));
                    break;
                case var other:
                    throw NotSupported($"The pre-tokenizer '{other}' is not known", "pre_tokenizer");
            }
        }
        return (byteLevel, stages) switch
        {
            (true, [Stage.Gpt2]) => PreTokenizerKind.Gpt2,
            (true, [Stage.Number, Stage.Gpt2]) => PreTokenizerKind.SmolLM,
            (true, [Stage.Llama3]) => PreTokenizerKind.Llama3,
            (true, [Stage.Qwen2]) => PreTokenizerKind.Qwen2,
            (true, [Stage.Punctuation, Stage.Gpt2, Stage.Numbers, Stage.Triples]) => PreTokenizerKind.Default,
            _ => throw NotSupported($"The pre-tokenizer is [{string.Join(", ", stages)}]", "pre_tokenizer"),
        };
    }

    public static bool IsCanonicalComposition(JsonElement section)
    {
        var found = false;
        foreach (var part in Parts(section, "normalizers"))
        {
            found |= TypeOf(part) == "NFC" ? true
                : throw NotSupported($"The normalizer '{TypeOf(part)}' is not known", "normalizer");
        }
        return found;
    }

    public static TextTemplate Template(JsonElement section)
    {
        var result = default(TextTemplate);
        foreach (var part in Parts(section, "processors"))
        {
            if (TypeOf(part) == "TemplateProcessing")
                result = Single(part.GetProperty("single"));
            else if (TypeOf(part) != "ByteLevel")
                throw NotSupported($"The post-processor '{TypeOf(part)}' is not known", "post_processor");
        }
        return result;
    }

    public static void CheckDecoder(JsonElement section)
    {
        foreach (var part in Parts(section, "decoders"))
        {
            if (TypeOf(part) != "ByteLevel")
                throw NotSupported($"The decoder '{TypeOf(part)}' is not known", "decoder");
        }
    }

    public static void CheckModelType(JsonElement type)
    {
        if (!type.ValueEquals("BPE"))
            throw NotSupported($"The model is '{type.GetString()}'", "model.type");
    }

    public static void CheckByteFallback(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.True)
            throw NotSupported("The model is a SentencePiece vocabulary with byte fallback", "model.byte_fallback");
    }

    public static void CheckAffix(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0)
            throw NotSupported("The vocabulary marks the parts of words", "model");
    }

    private static Stage SplitOf(JsonElement part)
    {
        var pattern = part.GetProperty("pattern").TryGetProperty("Regex", out var regex) ? regex.GetString()! : null;
        if (pattern is null || !Patterns.TryGetValue(pattern, out var stage))
            throw NotSupported($"The split pattern {pattern ?? "(a plain text)"} is not known", "pre_tokenizer");
        var behavior = part.TryGetProperty("behavior", out var value) ? value.GetString() : null;
        var inverted = Is(part, "invert", byDefault: false);
        // A pattern that covers all text gives the same pieces whether matches are kept, or what is between them is removed.
        var covers = stage is Stage.Gpt2 or Stage.Llama3 or Stage.Qwen2;
        if ((behavior, inverted) is not ("Isolated", false) && !(covers && (behavior, inverted) is ("Removed", true)))
            throw NotSupported($"The split behavior '{behavior}' is not known", "pre_tokenizer");
        return stage;
    }

    private static TextTemplate Single(JsonElement items)
    {
        var result = default(TextTemplate);
        var behind = false;
        foreach (var item in items.EnumerateArray())
        {
            if (!item.TryGetProperty("SpecialToken", out var token))
            {
                behind = true;
                continue;
            }
            if ((behind ? result.Behind : result.Before) is not null)
                throw NotSupported("More than one control token is put around the text", "post_processor");
            var text = token.GetProperty("id").GetString();
            result = behind ? result with { Behind = text } : result with { Before = text };
        }
        return result;
    }

    private static IEnumerable<JsonElement> Parts(JsonElement section, string list) => section.ValueKind switch
    {
        JsonValueKind.Null => [],
        _ when TypeOf(section) == "Sequence" => section.GetProperty(list).EnumerateArray(),
        _ => [section],
    };

    private static string TypeOf(JsonElement part) =>
        part.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";

    private static bool Is(JsonElement part, string name, bool byDefault) =>
        part.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : byDefault;
}
