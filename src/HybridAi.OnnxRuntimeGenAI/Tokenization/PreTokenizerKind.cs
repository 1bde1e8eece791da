using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>How text is split into pieces before byte-pair merging.</summary>
internal enum PreTokenizerKind
{
    /// <summary>The GPT-2 pattern.</summary>
    Gpt2,

    /// <summary>Every number character alone, then the GPT-2 pattern on the rest.</summary>
    SmolLM,

    /// <summary>The Llama 3 pattern: numbers in groups of up to three.</summary>
    Llama3,

    /// <summary>The Qwen 2 pattern: as Llama 3 but every number character alone; text is normalised to NFC.</summary>
    Qwen2,

    /// <summary>llama.cpp's "default": punctuation runs, the GPT-2 pattern, number runs, groups of three ASCII digits.</summary>
    Default,
}

/// <summary>Names of pre-tokenizers in model files.</summary>
internal static class PreTokenizerNames
{
    /// <summary>Finds the pre-tokenizer that <c>tokenizer.ggml.pre</c> names.</summary>
    /// <exception cref="ModelFormatException">The name is not supported.</exception>
    public static PreTokenizerKind Parse(string name) => name switch
    {
        "gpt-2" or "gpt2" => PreTokenizerKind.Gpt2,
        "smollm" => PreTokenizerKind.SmolLM,
        "llama-bpe" or "llama3" or "llama-v3" => PreTokenizerKind.Llama3,
        "qwen2" => PreTokenizerKind.Qwen2,
        "default" => PreTokenizerKind.Default,
        _ => throw new ModelFormatException(
            $"The pre-tokenizer '{name}' is not supported; supported are smollm, gpt-2, llama-bpe, qwen2 and default.",
            "tokenizer.ggml.pre"),
    };
}
