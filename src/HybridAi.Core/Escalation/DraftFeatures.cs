namespace HybridAi;

/// <summary>The numbers a draft is judged by. What a model says about itself only; no word of prompt or answer.</summary>
internal static class DraftFeatures
{
    /// <summary>Tokens after which a draft is judged for the first time.</summary>
    public const int EarlyTokens = 8;

    /// <summary>Numbers of a whole draft.</summary>
    public const int EndCount = 12;

    /// <summary>Numbers known after <see cref="EarlyTokens"/> tokens.</summary>
    public const int EarlyCount = 8;

    /// <summary>Mean, least, sum and first log-probability, entropies, least margin, length, whether it ended, length of the prompt.</summary>
    public static void End(DraftConfidence c, Span<double> features)
    {
        features[0] = c.MeanLogProbability;
        features[1] = c.MinLogProbability;
        features[2] = c.MeanLogProbability * c.Tokens;
        features[3] = c.FirstLogProbability;
        features[4] = c.MeanEntropy;
        features[5] = c.MeanEntropyFirst8;
        features[6] = c.MaxEntropyFirst8;
        features[7] = c.FirstEntropy;
        features[8] = c.MinMargin;
        features[9] = Math.Log(Math.Max(1, c.Tokens));
        features[10] = c.EndedByEos ? 1 : 0;
        features[11] = Math.Log(Math.Max(1, c.PromptTokens));
    }

    /// <summary>Mean, least and first log-probability, entropies, least margin, length of the prompt.</summary>
    public static void Early(DraftConfidence c, Span<double> features)
    {
        features[0] = c.MeanLogProbability;
        features[1] = c.MinLogProbability;
        features[2] = c.FirstLogProbability;
        features[3] = c.MeanEntropyFirst8;
        features[4] = c.MaxEntropyFirst8;
        features[5] = c.FirstEntropy;
        features[6] = c.MinMargin;
        features[7] = Math.Log(Math.Max(1, c.PromptTokens));
    }
}
