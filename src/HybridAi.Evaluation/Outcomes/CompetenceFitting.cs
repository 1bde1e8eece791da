namespace HybridAi.Evaluation;

/// <summary>Fits the competence heads: how likely this very model's answer is wrong, before it is written.</summary>
public static class CompetenceFitting
{
    /// <summary>Ridge of the hidden state's weights, for a loss that is summed over rows; chosen among 100 and 1,000 by cross-validation.</summary>
    public const double StateRidge = 100;

    /// <summary>Rows that <see cref="StateRidge"/> was chosen with; fewer rows bear a pull that is weaker in proportion.</summary>
    public const int StateRidgeRows = 1777;

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
            set.Rows.Add(new TrainingRow([], 0, dense, row.Need, 1, 0));
        }

        double[] x = LogisticRegression.Fit(set, 0, ridge);
        return new ProbeHead(ProbeHeads.Competence, Array.ConvertAll(x[..count], w => (float)w), x[count]);
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
