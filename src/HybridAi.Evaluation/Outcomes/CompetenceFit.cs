namespace HybridAi.Evaluation;

/// <summary>
/// Everything that is fitted to a local model's graded outcomes. What ships with a model, what <c>hybridai calibrate</c> makes of another one and
/// what the outcome table measures are all this: tier 0 with what the outcomes taught, a head on the hidden state, how the two become the chance of a
/// wrong answer, and what a draft's confidence makes of that chance.
/// </summary>
internal sealed class CompetenceFit
{
    private const int MinFamilies = 3;

    private CompetenceFit(LabelFit labels, ProbeHeads heads, DraftHeads? drafts) => (Labels, Heads, Drafts) = (labels, heads, drafts);

    /// <summary>Tier 0.</summary>
    public ClassifierAdjustment Adjustment => Labels.Adjustment;

    /// <summary>Tier 0, with scores of the outcomes by fits that have not seen them.</summary>
    public LabelFit Labels { get; }

    /// <summary>Tier 1.</summary>
    public ProbeHeads Heads { get; }

    /// <summary>Tier 2; null when too few outcomes have confidence.</summary>
    public DraftHeads? Drafts { get; }

    /// <summary>Scores of the outcomes by fits that know their families, but not them.</summary>
    public required OutcomeScores Same { get; init; }

    /// <summary>Scores of the outcomes by fits that do not know their families.</summary>
    public required OutcomeScores Unseen { get; init; }

    /// <summary>Fits. The same outcomes give the same numbers.</summary>
    /// <param name="classifier">The shipped classifier.</param>
    /// <param name="rows">Outcomes with prompts and hidden states, at least <see cref="SuiteHeads.MinOutcomes"/>.</param>
    /// <param name="fingerprint">The model's.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    public static CompetenceFit Fit(PromptClassifier classifier, SuiteOutcome[] rows, string fingerprint, CancellationToken cancellationToken)
    {
        var same = OutcomeParts.OutOfFold(classifier, rows, OutcomeSplit.SameFamilies, cancellationToken);
        // Of one or two kinds of tasks none can be left out.
        bool hasFamilies = rows.Select(r => r.Family).Distinct(StringComparer.Ordinal).Skip(MinFamilies - 1).Any();
        var unseen = hasFamilies ? OutcomeParts.OutOfFold(classifier, rows, OutcomeSplit.UnseenFamilies, cancellationToken) : same;
        var blend = CompetenceBlend.Fit(rows, [same, unseen]);
        var (sameScores, unseenScores) = Scores(rows, same, unseen);
        var parts = new CompetenceParts(classifier, rows, fingerprint, cancellationToken);
        var drafts = parts.Early is { } early && parts.End is { } end
            ? new DraftHeads(fingerprint, early.With(blend.Early), end.With(blend.End), DraftHeads.DefaultThreshold, DraftHeads.DefaultThreshold)
            : null;
        return new(parts.Labels, parts.Heads.With(parts.Heads.Find(ProbeHeads.Competence)!, blend.Before), drafts)
        {
            Same = new(rows, same.Folds, sameScores),
            Unseen = new(rows, unseen.Folds, unseenScores),
        };
    }

    // How the parts are blended, too, has not seen the families it is measured on.
    private static (CompetenceScore[] Same, CompetenceScore[] Unseen) Scores(SuiteOutcome[] rows, OutcomeParts same, OutcomeParts unseen)
    {
        var scores = (Same: new CompetenceScore[rows.Length], Unseen: new CompetenceScore[rows.Length]);
        foreach (int fold in unseen.Folds.Distinct())
        {
            var blend = CompetenceBlend.Fit(rows, [same, unseen], i => unseen.Folds[i] != fold);
            for (int i = 0; i < rows.Length; i++)
                if (unseen.Folds[i] == fold) (scores.Same[i], scores.Unseen[i]) = (blend.Score(same, i), blend.Score(unseen, i));
        }

        return scores;
    }
}

/// <summary>What is fitted to some outcomes, tier by tier, before it is blended.</summary>
internal sealed class CompetenceParts
{
    private readonly PromptClassifier _classifier;

    public CompetenceParts(PromptClassifier classifier, SuiteOutcome[] rows, string fingerprint, CancellationToken cancellationToken)
    {
        Labels = LabelCalibration.FitWithScores(classifier, Array.ConvertAll(rows, r => new LabelledPrompt(r.Prompt, r.Need)), cancellationToken)!;
        _classifier = classifier.With(Labels.Adjustment);
        cancellationToken.ThrowIfCancellationRequested();
        var (means, scales) = CompetenceFitting.Standardisation(rows);
        double ridge = CompetenceFitting.StateRidge * rows.Length / CompetenceFitting.StateRidgeRows;
        Heads = new(fingerprint, means, scales, [CompetenceFitting.FitState(rows, means, scales, ridge)], new ProbeBlend(0, 0, 0, 1));
        if (rows.Count(r => r.Confidence is not null && r.EarlyConfidence is not null) < DraftFitting.MinOutcomes) return;
        (Early, End) = (DraftFitting.Fit(rows, early: true, fingerprint), DraftFitting.Fit(rows, early: false, fingerprint));
    }

    public LabelFit Labels { get; }

    public ProbeHeads Heads { get; }

    public DraftHead? Early { get; }

    public DraftHead? End { get; }

    public double Prompt(SuiteOutcome row) => ProbeHeads.LogOdds(_classifier.Score(row.Prompt));

    public double State(SuiteOutcome row) => ProbeHeads.LogOdds(Heads.Score(ProbeHeads.Competence, [.. row.State!]));

    /// <summary>NaN without confidence.</summary>
    public double Draft(SuiteOutcome row, bool early) =>
        (early ? Early : End) is { } head && DraftFitting.ConfidenceOf(row, early) is { } confidence ? ProbeHeads.LogOdds(head.Score(confidence)) : double.NaN;
}

/// <summary>What each tier says of each outcome, by fits that have not seen its part. Log-odds of a wrong answer.</summary>
internal sealed record OutcomeParts(int[] Folds, double[] Prompt, double[] State, double[] Early, double[] End)
{
    public static OutcomeParts OutOfFold(PromptClassifier classifier, SuiteOutcome[] rows, OutcomeSplit split, CancellationToken cancellationToken)
    {
        int[] folds = OutcomeFolds.Of(rows, split);
        var found = new OutcomeParts(folds, new double[rows.Length], new double[rows.Length], new double[rows.Length], new double[rows.Length]);
        foreach (int fold in folds.Distinct())
        {
            var parts = new CompetenceParts(classifier, [.. rows.Where((_, i) => folds[i] != fold)], "fold", cancellationToken);
            for (int i = 0; i < rows.Length; i++)
            {
                if (folds[i] != fold) continue;
                (found.Prompt[i], found.State[i]) = (parts.Prompt(rows[i]), parts.State(rows[i]));
                (found.Early[i], found.End[i]) = (parts.Draft(rows[i], early: true), parts.Draft(rows[i], early: false));
            }
        }

        return found;
    }
}
