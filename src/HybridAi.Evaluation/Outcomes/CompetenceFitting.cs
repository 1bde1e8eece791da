namespace HybridAi.Evaluation;

/// <summary>Fits the competence heads: how likely this very model's answer is wrong, before it is written.</summary>
public static class CompetenceFitting
{
    /// <summary>Ridge of the hidden state's weights, for a loss that is summed over rows; chosen among 100, 1,000 and 3,000 by cross-validation over families.</summary>
    public const double StateRidge = 1000;

    /// <summary>Rows that <see cref="StateRidge"/> was chosen with; fewer rows bear a pull that is weaker in proportion.</summary>
    public const int StateRidgeRows = 1777;

    /// <summary>Kinds of tasks that labels are there for bear a weaker pull.</summary>
    internal static double RidgeOf(OutcomeSplit split) => split == OutcomeSplit.SameFamilies ? StateRidge / 10 : StateRidge;

    /// <summary>Tier 0: what the outcomes add to the classifier.</summary>
    /// <param name="classifier">The classifier to start from.</param>
    /// <param name="rows">The outcomes; the strong model is taken to be right.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>The adjustment; null when there are too few outcomes.</returns>
    public static ClassifierAdjustment? FitPrompt(
        PromptClassifier classifier, IReadOnlyList<SuiteOutcome> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return LabelCalibration.Fit(classifier, [.. rows.Select(r => new LabelledPrompt(r.Prompt, 1 - r.Mark))], cancellationToken);
    }

    /// <summary>Tier 1: a head on the hidden state.</summary>
    /// <param name="rows">Outcomes with states; others are left out.</param>
    /// <param name="means">Mean of each dimension, of the heads it will stand beside.</param>
    /// <param name="scales">One over the standard deviation of each dimension.</param>
    /// <param name="ridge">Strength of the pull towards zero.</param>
    /// <returns>The head <see cref="ProbeHeads.Competence"/>.</returns>
    /// <exception cref="InvalidOperationException">There are fewer than 50 outcomes with states of that length.</exception>
    public static ProbeHead FitState(IReadOnlyList<SuiteOutcome> rows, ReadOnlySpan<float> means, ReadOnlySpan<float> scales, double ridge = StateRidge)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int count = means.Length;
        SuiteOutcome[] known = [.. rows.Where(r => r.State?.Count == count)];
        if (known.Length < 50) throw new InvalidOperationException("At least 50 outcomes with hidden states are needed: run the suite with a model that has a probe.");
        var set = new TrainingSet { Buckets = 0, Dense = count, Groups = 1 };
        foreach (var row in known)
        {
            var dense = new float[count];
            for (int i = 0; i < count; i++) dense[i] = Math.Clamp((row.State![i] - means[i]) * scales[i], -ProbeHeads.DefaultClip, ProbeHeads.DefaultClip);
            set.Rows.Add(new TrainingRow([], 0, dense, 1 - row.Mark, 1, 0));
        }

        double[] x = LogisticRegression.Fit(set, 0, ridge);
        return new ProbeHead(ProbeHeads.Competence, Array.ConvertAll(x[..count], w => (float)w), x[count]);
    }

    /// <summary>How tier 0, need and competence become the chance of a wrong answer.</summary>
    /// <param name="rows">The outcomes.</param>
    /// <param name="lexical">Log-odds of tier 0.</param>
    /// <param name="need">Log-odds of the head of need in general; zeros without one.</param>
    /// <param name="competence">Log-odds of the competence head, from fits that have not seen the row.</param>
    /// <returns>The blend; no weight is negative.</returns>
    public static ProbeBlend FitBlend(IReadOnlyList<SuiteOutcome> rows, double[] lexical, double[] need, double[] competence)
    {
        ArgumentNullException.ThrowIfNull(rows);
        bool[] used = [true, need.Any(v => v != 0), true];
        while (true)
        {
            double[][] parts = [lexical, need, competence];
            int[] kept = [.. Enumerable.Range(0, 3).Where(k => used[k])];
            var set = new TrainingSet { Buckets = 0, Dense = kept.Length, Groups = 1 };
            for (int i = 0; i < rows.Count; i++) set.Rows.Add(new TrainingRow([], 0, [.. kept.Select(k => (float)parts[k][i])], 1 - rows[i].Mark, 1, 0));
            double[] x = LogisticRegression.Fit(set, 0, 1e-3);
            int worst = Array.IndexOf(x, x[..kept.Length].Min());
            if (x[worst] >= 0 || kept.Length == 1)
            {
                var weights = new double[3];
                for (int k = 0; k < kept.Length; k++) weights[kept[k]] = Math.Max(0, x[k]);
                return new ProbeBlend(x[^1], weights[0], weights[1], weights[2]);
            }

            used[kept[worst]] = false;
        }
    }

    /// <summary>Mean and one over the standard deviation of each dimension of the states.</summary>
    /// <param name="rows">Outcomes with states.</param>
    /// <returns>Means and scales.</returns>
    public static (float[] Means, float[] Scales) Standardisation(IReadOnlyList<SuiteOutcome> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SuiteOutcome[] known = [.. rows.Where(r => r.State is not null)];
        if (known.Length == 0) throw new InvalidOperationException("No outcome has a hidden state.");
        var means = new float[known[0].State!.Count];
        var scales = new float[means.Length];
        for (int i = 0; i < means.Length; i++)
        {
            double mean = known.Average(r => (double)r.State![i]), variance = known.Average(r => (r.State![i] - mean) * (r.State[i] - mean));
            means[i] = (float)mean;
            scales[i] = variance > 1e-12 ? (float)(1 / Math.Sqrt(variance)) : 1;
        }

        return (means, scales);
    }
}
