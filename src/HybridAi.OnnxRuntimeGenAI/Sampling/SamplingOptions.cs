namespace HybridAi.OnnxRuntimeGenAI.Sampling;

/// <summary>How the next token is chosen. The defaults are greedy.</summary>
internal sealed record SamplingOptions
{
    /// <summary>Divides the logits; 0 chooses the most likely token. At least 0. Default 0.</summary>
    public float Temperature { get; init; }

    /// <summary>Only the most likely tokens of this number; 0 for all. Default 0.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the smallest set of most likely tokens with at least this probability together (Holtzman et al. 2020); 0 to 1,
    /// 1 for all, and always one token. Default 1.
    /// </summary>
    public float TopP { get; init; } = 1;

    /// <summary>Only tokens at least this many times as likely as the most likely one (Nguyen et al. 2024); 0 to 1. Default 0.</summary>
    public float MinP { get; init; }

    /// <summary>
    /// Divides positive and multiplies negative logits of tokens in the prompt or the answer so far (CTRL, Keskar et al. 2019, in
    /// the sign-aware form in general use). 0.01 to 100; 1 changes nothing. Default 1.
    /// </summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted once from the logits of tokens in the answer so far (OpenAI's meaning). -2 to 2. Default 0.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Subtracted for every occurrence of the token in the answer so far (OpenAI's meaning). -2 to 2. Default 0.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Whether to compute log-probability, entropy and margin of every token. Default <see langword="false"/>.</summary>
    public bool Measures { get; init; }

    /// <summary>How many of the most likely tokens to list with their log-probabilities; 0 to 20. Default 0.</summary>
    public int TopLogProbabilities { get; init; }

    /// <summary>The largest <see cref="TopLogProbabilities"/>, as in OpenAI's interface.</summary>
    public const int MaxTopLogProbabilities = 20;

    internal bool Penalizes => RepetitionPenalty != 1 || PresencePenalty != 0 || FrequencyPenalty != 0;

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        CheckRange(Temperature, 0, float.MaxValue, nameof(Temperature));
        ArgumentOutOfRangeException.ThrowIfNegative(TopK);
        CheckRange(TopP, 0, 1, nameof(TopP));
        CheckRange(MinP, 0, 1, nameof(MinP));
        CheckRange(RepetitionPenalty, 0.01f, 100, nameof(RepetitionPenalty));
        CheckRange(PresencePenalty, -2, 2, nameof(PresencePenalty));
        CheckRange(FrequencyPenalty, -2, 2, nameof(FrequencyPenalty));
        CheckRange(TopLogProbabilities, 0, MaxTopLogProbabilities, nameof(TopLogProbabilities));
    }

    private static void CheckRange(float value, float least, float most, string name)
    {
        // Written so that NaN is refused too.
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
    }
}
