using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Data;

/// <summary>Real tokenizers, built once for all tests.</summary>
internal static class Tokenizers
{
    private static readonly Lazy<TokenizerVocabulary> SmolVocabulary =
        new(() => GgufVocabulary.Read(TestFiles.DefaultModel));

    private static readonly Lazy<ByteLevelTokenizer> Smol = new(() => ByteLevelTokenizer.Create(SmolVocabulary.Value));

    private static readonly Lazy<ByteLevelTokenizer> Qwen = new(() => ByteLevelTokenizer.Create(
        GgufVocabulary.Read(TestFiles.Data("qwen2-vocab", "ggml-vocab-qwen2.gguf"))));

    public static TokenizerVocabulary SmolLM2Vocabulary => SmolVocabulary.Value;

    public static ByteLevelTokenizer SmolLM2 => Smol.Value;

    public static ByteLevelTokenizer Qwen2 => Qwen.Value;
}
