using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Providers;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>Reads a model's raw logits behind given tokens; for comparing a model folder with a reference.</summary>
internal static class LogitsReader
{
    // The runtime computes logits for every position of an append; this bounds their memory.
    private const int Chunk = 256;

    /// <summary>The logits of the last position, over the whole vocabulary, on the processor.</summary>
    /// <param name="folder">A folder for ONNX Runtime GenAI.</param>
    /// <param name="ids">Token ids; at least one, fewer than the context window.</param>
    /// <exception cref="LocalModelException">The folder does not load, or the tokens do not fit it.</exception>
    public static float[] Read(string folder, ReadOnlySpan<int> ids)
    {
        var facts = ModelFacts.Read(folder);
        if (ids.Length == 0 || ids.Length >= facts.ContextLength)
        {
            throw new LocalModelException(LocalModelErrorKind.ContextExceeded,
                $"Between 1 and {facts.ContextLength - 1} token ids are needed, {ids.Length} were given.");
        }

        foreach (var id in ids)
        {
            if ((uint)id >= (uint)facts.VocabularySize)
            {
                throw new LocalModelException(LocalModelErrorKind.NotSupported,
                    $"The token id {id} is not in the vocabulary of {facts.VocabularySize} tokens.");
            }
        }

        var outputs = GraphOutputs.Read(Path.Combine(folder, facts.GraphFile));
        using var model = NativeModel.Load(ProviderRung.OnCpu(folder), LocalModel.Overlay(new()));
        using var generator = new NativeGenerator(model, outputs.Names, new(ids.Length + 1));
        for (var at = 0; at < ids.Length; at += Chunk)
        {
            generator.Append(ids.Slice(at, Math.Min(Chunk, ids.Length - at)));
        }

        var logits = new float[facts.VocabularySize];
        generator.ReadLastRow(facts.LogitsOutput, logits);
        return logits;
    }
}
