namespace HybridAi.Evaluation;

/// <summary>Fits a head on the hidden state to how a model did on the suite, and how it and the calibrated tier 0 become one score.</summary>
public static class SuiteHeads
{
    /// <summary>Fewest outcomes with hidden states.</summary>
    public const int MinOutcomes = 100;

    private const int Folds = 5;

    /// <summary>Fits.</summary>
    /// <param name="classifier">The shipped classifier.</param>
    /// <param name="outcomes">Outcomes with prompts and hidden states.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>The heads; null with fewer than <see cref="MinOutcomes"/> outcomes that have a state, or without a model's fingerprint.</returns>
    public static ProbeHeads? Fit(PromptClassifier classifier, OutcomeSet outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(outcomes);
        SuiteOutcome[] rows = [.. outcomes.Rows.Where(r => r.State is not null && r.Prompt.Length > 0)];
        if (rows.Length < MinOutcomes || outcomes.ModelFingerprint.Length == 0) return null;
        var labels = Array.ConvertAll(rows, r => new LabelledPrompt(r.Prompt, 1 - r.Mark));
        double[] tierZero = LabelCalibration.FitWithScores(classifier, labels, cancellationToken)!.Value.Unseen;
        var (means, scales) = CompetenceFitting.Standardisation(rows);
        int[] folds = Array.ConvertAll(rows, r => ClassifierTrainer.Fold(r.Prompt, Folds));
        var blend = new TrainingSet { Buckets = 0, Dense = 2, Groups = 1 };
        for (int fold = 0; fold < Folds; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rest = One(outcomes.ModelFingerprint, means, scales, [.. rows.Where((_, i) => folds[i] != fold)]);
            for (int i = 0; i < rows.Length; i++)
            {
                if (folds[i] != fold) continue;
                float state = (float)ProbeHeads.LogOdds(rest.Score(ProbeHeads.Competence, rows[i].State!.ToArray()));
                blend.Rows.Add(new TrainingRow([], 0, [(float)ProbeHeads.LogOdds(tierZero[i]), state], 1 - rows[i].Mark, 1, 0));
            }
        }

        double[] x = LogisticRegression.Fit(blend, 0, BlendRidge, prior: [0.5, 0.5, 0]);
        return One(outcomes.ModelFingerprint, means, scales, rows, new ProbeBlend(x[2], Math.Max(0, x[0]), 0, Math.Max(0, x[1])));
    }

    /// <summary>Pulls both weights towards a half; the two say much the same.</summary>
    private const double BlendRidge = 5;

    private static ProbeHeads One(string model, float[] means, float[] scales, SuiteOutcome[] rows, ProbeBlend? blend = null) =>
        new(model, means, scales, [CompetenceFitting.FitState(rows, means, scales, CompetenceFitting.StateRidge * rows.Length / CompetenceFitting.StateRidgeRows)], blend ?? new ProbeBlend(0, 0, 0, 1));
}
