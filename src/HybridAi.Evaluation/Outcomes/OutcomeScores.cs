namespace HybridAi.Evaluation;

/// <summary>The scores of every outcome, each from fits that have not seen it. Log-odds of a wrong answer; higher means that the cloud is needed.</summary>
internal sealed class OutcomeScores
{
    private OutcomeScores(IReadOnlyList<SuiteOutcome> rows, int[] folds)
    {
        Rows = rows;
        Folds = folds;
    }

    public IReadOnlyList<SuiteOutcome> Rows { get; }

    public int[] Folds { get; }

    /// <summary>Number of words.</summary>
    public required double[] Words { get; init; }

    /// <summary>The shipped classifier: need in general.</summary>
    public required double[] Need { get; init; }

    /// <summary>The head of need in general; zeros without one.</summary>
    public required double[] NeedHead { get; init; }

    /// <summary>Chance of a wrong answer as routing would score it: tier 0, need and competence blended.</summary>
    public required double[] Blended { get; init; }

    /// <summary>Weights of the blend.</summary>
    public required ProbeBlend Blend { get; init; }

    /// <summary>Tier 0 fitted to the outcomes.</summary>
    public required double[] Prompt { get; init; }

    /// <summary>Tier 1 fitted to the outcomes.</summary>
    public required double[] State { get; init; }

    /// <summary>Tier 2 after 8 tokens.</summary>
    public required double[] Early { get; init; }

    /// <summary>Tier 2 at the end.</summary>
    public required double[] End { get; init; }

    /// <param name="rows">The outcomes.</param>
    /// <param name="heads">The model's heads of need in general, whose standardisation is used; null without.</param>
    /// <param name="split">What is left out.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    public static OutcomeScores Of(IReadOnlyList<SuiteOutcome> rows, ProbeHeads? heads, OutcomeSplit split, CancellationToken cancellationToken)
    {
        int[] folds = OutcomeFolds.Of(rows, split);
        var classifier = PromptClassifier.Default;
        double[] need = [.. rows.Select(r => ProbeHeads.LogOdds(classifier.Score(r.Prompt)))];
        double[] needHead = [.. rows.Select(r => heads?.Find(ProbeHeads.Need) is null ? 0 : ProbeHeads.LogOdds(heads.Score(ProbeHeads.Need, [.. r.State!])))];

        // Without heads the outcomes' own means and scales: they know nothing of right and wrong.
        var (means, scales) = heads is null ? CompetenceFitting.Standardisation(rows) : (heads.Means.ToArray(), heads.Scales.ToArray());
        double[] state = OutcomeFolds.OutOfFold(rows, folds, training =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fitted = new ProbeHeads("fold", means, scales, [CompetenceFitting.FitState(training, means, scales, CompetenceFitting.RidgeOf(split))], new(0, 0, 0, 1));
            return row => ProbeHeads.LogOdds(fitted.Score(ProbeHeads.Competence, [.. row.State!]));
        });
        var blend = CompetenceFitting.FitBlend(rows, need, needHead, state);
        return new OutcomeScores(rows, folds)
        {
            Words = [.. rows.Select(r => (double)r.Prompt.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length)],
            Need = need,
            NeedHead = needHead,
            State = state,
            Blend = blend,
            Blended = [.. rows.Select((_, i) => blend.Offset + (blend.Lexical * need[i]) + (blend.Need * needHead[i]) + (blend.Competence * state[i]))],
            Prompt = OutcomeFolds.OutOfFold(rows, folds, training =>
            {
                var fitted = CompetenceFitting.FitPrompt(classifier, training, cancellationToken) is { } adjustment ? classifier.With(adjustment) : classifier;
                return row => ProbeHeads.LogOdds(fitted.Score(row.Prompt));
            }),
            Early = DraftFitting.OutOfFold(rows, folds, early: true),
            End = DraftFitting.OutOfFold(rows, folds, early: false),
        };
    }

    public static double[] Sum(params double[][] parts) => [.. parts[0].Select((_, i) => parts.Sum(p => p[i]))];

    public double Auroc(double[] scores) => Discrimination.Auroc(scores, [.. Rows.Select(r => r.IsWrong)]);

    /// <summary>Mean over the parts: what differs between the fits does not count.</summary>
    public double WithinParts(double[] scores)
    {
        var areas = Folds.Distinct().Select(fold =>
        {
            int[] at = [.. Enumerable.Range(0, Folds.Length).Where(i => Folds[i] == fold)];
            return Discrimination.Auroc([.. at.Select(i => scores[i])], [.. at.Select(i => Rows[i].IsWrong)]);
        }).Where(a => !double.IsNaN(a)).ToArray();
        return areas.Length == 0 ? double.NaN : areas.Average();
    }
}
