namespace HybridAi.Evaluation;

/// <summary>How outcomes are split for cross-validation.</summary>
public enum OutcomeSplit
{
    /// <summary>Ten parts of whole families: what is measured are kinds of tasks that nothing was fitted to.</summary>
    UnseenFamilies,

    /// <summary>Five parts within every family: what is measured are new prompts of kinds of tasks that labels were there for.</summary>
    SameFamilies,
}

/// <summary>Splits and what is fitted on all parts but one.</summary>
internal static class OutcomeFolds
{
    /// <summary>The part of every row.</summary>
    public static int[] Of(IReadOnlyList<SuiteOutcome> rows, OutcomeSplit split)
    {
        if (split == OutcomeSplit.SameFamilies) return [.. rows.Select(r => ClassifierTrainer.Fold(r.Prompt, 5))];
        // Families are dealt out from the easiest to the hardest, there and back: parts of very different difficulty would measure the difference
        // of the fits' intercepts and not their order.
        string[] families = [.. rows.GroupBy(r => r.Family).OrderByDescending(g => g.Average(r => r.Mark)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)];
        int parts = Math.Min(10, families.Length);
        var part = families.Select((name, i) => (Name: name, Part: i / parts % 2 == 0 ? i % parts : parts - 1 - (i % parts))).ToDictionary(f => f.Name, f => f.Part, StringComparer.Ordinal);
        return [.. rows.Select(r => part[r.Family])];
    }

    /// <summary>A score for every row from what was fitted without its part.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="folds">The part of each row.</param>
    /// <param name="fit">Fits on some rows and returns what scores others.</param>
    public static double[] OutOfFold(
        IReadOnlyList<SuiteOutcome> rows, int[] folds, Func<IReadOnlyList<SuiteOutcome>, Func<SuiteOutcome, double>> fit)
    {
        var scores = new double[rows.Count];
        foreach (int fold in folds.Distinct().Order())
        {
            var score = fit([.. rows.Where((_, i) => folds[i] != fold)]);
            for (int i = 0; i < scores.Length; i++)
                if (folds[i] == fold) scores[i] = score(rows[i]);
        }

        return scores;
    }

    /// <summary>Fits weights of dense, standardised features to the chance of a wrong answer.</summary>
    /// <returns>Means, scales, weights and bias.</returns>
    public static (double[] Means, double[] Scales, double[] Weights, double Bias) FitDense(
        IReadOnlyList<double[]> features, IReadOnlyList<double> targets, double ridge, double clip)
    {
        int count = features[0].Length;
        var means = new double[count];
        var scales = new double[count];
        for (int f = 0; f < count; f++)
        {
            means[f] = features.Average(x => x[f]);
            double variance = features.Average(x => (x[f] - means[f]) * (x[f] - means[f]));
            scales[f] = variance > 1e-12 ? 1 / Math.Sqrt(variance) : 1;
        }

        var set = new TrainingSet { Buckets = 0, Dense = count, Groups = 1 };
        for (int i = 0; i < features.Count; i++)
        {
            var dense = new float[count];
            for (int f = 0; f < count; f++) dense[f] = (float)Math.Clamp((features[i][f] - means[f]) * scales[f], -clip, clip);
            set.Rows.Add(new TrainingRow([], 0, dense, targets[i], 1, 0));
        }

        double[] x = LogisticRegression.Fit(set, 0, ridge);
        return (means, scales, x[..count], x[count]);
    }
}
