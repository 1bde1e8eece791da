using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Sampling;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>A prompt in tokens and how to go on from it.</summary>
internal sealed record GenerationRequest
{
    /// <summary>The prompt; at least one token, shorter than the context.</summary>
    public required int[] Prompt { get; init; }

    /// <summary>How many of the prompt's first tokens are declared as shared between partitions.</summary>
    public int SharedLength { get; init; }

    /// <summary>To whom the text belongs; only requests of the same partition reuse it.</summary>
    public required string Partition { get; init; }

    /// <summary>On whose behalf; the queue is fair between callers.</summary>
    public required string Caller { get; init; }

    /// <summary>Most tokens to generate; at least 1.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>How tokens are chosen and measured; with guidance only the measuring counts.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The same seed gives the same answer to the same prompt.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether the hidden state is read at every token; only where tokens are measured and the model shows it.</summary>
    public bool ReadsStates { get; init; }

    /// <summary>
    /// Whether the prompt runs anew. Rows run alone and in company differ by rounding, so that a reused prompt may lead to
    /// another sampled answer: who asks for a repeatable one pays with the prefill.
    /// </summary>
    public bool RunsAnew { get; init; }

    /// <summary>A grammar the answer has to follow.</summary>
    public Guidance? Guidance { get; init; }
}

/// <summary>Takes what a generation makes, on the worker's thread.</summary>
internal interface IGenerationSink
{
    /// <summary>The prompt has run.</summary>
    /// <param name="cachedTokens">How many of its tokens had run before.</param>
    void OnPrompt(int cachedTokens);

    /// <summary>A token has been chosen.</summary>
    /// <param name="token">Its id; never an end token.</param>
    /// <param name="signals">What was measured, if it was asked for.</param>
    /// <returns>Whether to go on.</returns>
    bool OnToken(int token, TokenSignals? signals);

    /// <summary>The answer has ended otherwise than by <see cref="OnToken"/>.</summary>
    /// <param name="end">Why.</param>
    /// <param name="signals">The end token's measures, if there is one and they were asked for.</param>
    void OnEnd(GenerationEnd end, TokenSignals? signals);
}

/// <summary>Why a generation ended.</summary>
internal enum GenerationEnd
{
    /// <summary>The model ended its answer.</summary>
    EndToken,

    /// <summary>The sink had enough.</summary>
    Sink,

    /// <summary>The answer is as long as was asked for.</summary>
    MaxTokens,

    /// <summary>The context is full.</summary>
    ContextFull,
}

/// <summary>What a generation cost.</summary>
internal readonly record struct GenerationResult(GenerationEnd End, int CachedTokens, int OutputTokens);
