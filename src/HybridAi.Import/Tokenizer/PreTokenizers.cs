namespace HybridAi.Import.Tokenizer;

/// <summary>The pre-tokenizers that are supported, by the names of <c>tokenizer.ggml.pre</c>.</summary>
internal static class PreTokenizers
{
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Llama3 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Qwen2 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The supported name for a name in a file; <see langword="null"/> if there is none.</summary>
    public static string? Find(string? name) => name switch
    {
        null or "default" => "default",
        "smollm" => "smollm",
        "gpt-2" or "phi-2" => "gpt-2",
        "llama-bpe" or "llama3" or "llama-v3" => "llama-bpe",
        "qwen2" or "deepseek-r1-qwen" => "qwen2",
        _ => null,
    };

    /// <summary>
    /// The patterns by which the native tokenizer splits, in turn. Its regular expressions are a fixed list, which has no
    /// equal to llama.cpp's <c>default</c>: that one is approximated by GPT-2's. It matters only to callers that encode natively.
    /// </summary>
    public static string[] NativePatterns(string preTokenizer) => preTokenizer switch
    {
        // Every digit alone first. The native side accepts a "Digits" step but does nothing in it, hence the pattern.
        "smollm" => [@"\p{N}", Gpt2],
        "llama-bpe" => [Llama3],
        "qwen2" => [Qwen2],
        _ => [Gpt2],
    };
}
