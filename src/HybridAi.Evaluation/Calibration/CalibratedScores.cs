namespace HybridAi.Evaluation;

/// <summary>
/// Scores as routing will see them: tier 0, and the hidden state where it is read. It is read within a margin of the threshold, so what a decision compares
/// with the threshold is the combined score, but never further from tier 0's than the margin.
/// </summary>
internal sealed class CalibratedScores(PromptClassifier classifier, ProbeHeads? heads, double margin)
{
    public double Score(string prompt, ReadOnlySpan<float> state)
    {
        double lexical = classifier.Score(prompt);
        return heads is null || state.IsEmpty ? lexical : Combine(lexical, heads.Score(state, lexical));
    }

    public double Combine(double lexical, double combined)
    {
        double tierZero = ProbeHeads.LogOdds(lexical);
        return ProbeHeads.Probability(Math.Clamp(ProbeHeads.LogOdds(combined), tierZero - margin, tierZero + margin));
    }
}
