namespace HybridAi.Evaluation;

/// <summary>The scores of every outcome, each from fits that have not seen it. Log-odds of a wrong answer; higher means that the cloud is needed.</summary>
internal sealed class OutcomeScores
{
    public OutcomeScores(IReadOnlyList<SuiteOutcome> rows, int[] folds, CompetenceScore[] scores)
    {
        (Rows, Folds, Scores) = (rows, folds, scores);
        Prompt = Array.ConvertAll(scores, s => s.Prompt);
        State = Array.ConvertAll(scores, s => s.State);
        Blended = Array.ConvertAll(scores, s => s.Score);
        AfterEarly = Array.ConvertAll(scores, s => s.Early);
        AfterEnd = Array.ConvertAll(scores, s => s.End);
        Early = Array.ConvertAll(scores, s => s.EarlyAlone);
        End = Array.ConvertAll(scores, s => s.EndAlone);
    }

    public IReadOnlyList<SuiteOutcome> Rows { get; }

    public int[] Folds { get; }

    public CompetenceScore[] Scores { get; }

    /// <summary>Tier 0.</summary>
    public double[] Prompt { get; }

    /// <summary>The head on the hidden state.</summary>
    public double[] State { get; }

    /// <summary>Tiers 0 and 1, as routing scores.</summary>
    public double[] Blended { get; }

    /// <summary>With the draft's first 8 tokens, as routing judges.</summary>
    public double[] AfterEarly { get; }

    /// <summary>With the whole draft, as routing judges.</summary>
    public double[] AfterEnd { get; }

    /// <summary>The draft alone after 8 tokens.</summary>
    public double[] Early { get; }

    /// <summary>The draft alone at its end.</summary>
    public double[] End { get; }

    /// <summary>The same for some of the outcomes.</summary>
    public OutcomeScores Only(Func<SuiteOutcome, bool> use)
    {
        int[] at = [.. Enumerable.Range(0, Rows.Count).Where(i => use(Rows[i]))];
        return new([.. at.Select(i => Rows[i])], [.. at.Select(i => Folds[i])], [.. at.Select(i => Scores[i])]);
    }

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
