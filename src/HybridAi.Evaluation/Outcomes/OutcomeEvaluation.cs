namespace HybridAi.Evaluation;

/// <summary>Makes the outcome table: what each way to route would have made of graded outcomes. The cloud is taken to be always right.</summary>
public static class OutcomeEvaluation
{
    private static readonly double[] AskedShares = [0, 0.25, 0.5, 0.85, 1];

    /// <summary>Evaluates. Everything fitted is cross-validated; a few minutes for 2,000 outcomes.</summary>
    /// <param name="outcomes">Outcomes with confidence and states.</param>
    /// <param name="options">What is taken for given; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="InvalidDataException">Too few outcomes have confidence and a hidden state.</exception>
    public static OutcomeReport Run(OutcomeSet outcomes, OutcomeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        options ??= new();
        SuiteOutcome[] rows =
            [.. outcomes.Rows.Where(r => r.Confidence is not null && r.EarlyConfidence is not null && r.State is not null && TrafficMix.Of(r.Family) is not null)];
        if (rows.Length < 200) throw new InvalidDataException("The table needs at least 200 outcomes of the suite with confidence and hidden state.");
        var fit = CompetenceFit.Fit(PromptClassifier.Default, rows, "model", cancellationToken);
        var (same, unseen) = (fit.Same, fit.Unseen);
        var shipped = CompetenceFit.Fit(PromptClassifier.Default, TrafficMix.MarkCloudFirst(rows), "model", cancellationToken);
        double balanced = ThresholdSetting.Balanced.Find(same);
        var table = new OutcomeTable(rows, options);
        double[] words = [.. rows.Select(r => (double)r.Prompt.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length)];
        return new OutcomeReport(
            outcomes with { Rows = rows },
            Signals(rows, words, options.Heads, unseen, same, shipped),
            [
                table.Always("always local", local: true),
                table.Always("always cloud", local: false),
                table.Route("random", new double[rows.Length]),
                table.Route("word count", words),
                table.Route("tier 0", unseen.Prompt),
                table.Route("0+1", unseen.Blended, reads: true),
                table.Route("0+1+2", unseen.Blended, unseen.AfterEarly, reads: true),
                table.Route("calibrated", same.Blended, same.AfterEarly, reads: true),
            ],
            EarlySaving(rows, shipped.Same, ProbeHeads.LogOdds(ThresholdSetting.Balanced.Find(shipped.Same))),
            Discrimination.Reliability([.. same.Blended.Select(ProbeHeads.Probability)], [.. rows.Select(r => 1 - r.Mark)]),
            [.. ThresholdSetting.All.Select(s => Setting(s.Name, s.Find(shipped.Same), rows, shipped.Same, shipped.Unseen))],
            [.. AskedShares.Select(share => Asked(table, share, ProbeHeads.LogOdds(balanced), options.StateRead, same, unseen))]);
    }

    private static SettingOutcome Setting(string name, double threshold, SuiteOutcome[] rows, OutcomeScores same, OutcomeScores unseen)
    {
        double bound = ProbeHeads.LogOdds(threshold);
        return new(
            name, threshold, ByMix(same, HiddenStatePolicy.DefaultMargin), ByMix(unseen, HiddenStatePolicy.DefaultMargin), ByMix(same, -1)[0], ByMix(unseen, -1)[0]);

        KeptOutcome[] ByMix(OutcomeScores scores, double margin)
        {
            bool[] kept = [.. scores.Scores.Select(s => s.Routed(bound, margin).After < bound)];
            return [Kept("all", kept, rows), .. TrafficMix.All.Select(m => Kept(m.Name, kept, rows, m.Families))];
        }
    }

    private static KeptOutcome Kept(string mix, bool[] kept, SuiteOutcome[] rows, IReadOnlyList<string>? families = null)
    {
        int[] at = [.. Enumerable.Range(0, rows.Length).Where(i => families is null || families.Contains(rows[i].Family, StringComparer.Ordinal))];
        return new(mix, at.Length, at.Count(i => kept[i]), at.Where(i => kept[i]).Sum(i => 1 - rows[i].Mark));
    }

    // Tier 1 only for the requests that tier 0 puts nearest to the threshold.
    private static AskedOutcome Asked(OutcomeTable table, double share, double bound, double read, OutcomeScores same, OutcomeScores unseen)
    {
        var (sameScores, _, _) = Mixed(same);
        var (unseenScores, margin, leaves) = Mixed(unseen);
        return new(
            share, margin, same.Auroc(sameScores), unseen.Auroc(unseenScores),
            table.BestBound(table.All, sameScores).Share, table.BestBound(table.All, unseenScores).Share, read * leaves);

        (double[] Scores, double Margin, double Leaves) Mixed(OutcomeScores scores)
        {
            double[] distance = [.. scores.Prompt.Select(p => Math.Abs(p - bound))], sorted = [.. distance.Order()];
            int count = (int)Math.Round(share * sorted.Length);
            double reach = count == 0 ? -1 : sorted[count - 1];
            double[] mixed = [.. scores.Prompt.Select((p, i) => distance[i] <= reach ? scores.Blended[i] : p)];
            int leaving = mixed.Count(s => s >= bound);
            return (mixed, Math.Max(0, reach), leaving == 0 ? 0 : mixed.Where((s, i) => s >= bound && distance[i] <= reach).Count() / (double)leaving);
        }
    }

    private static SignalQuality[] Signals(SuiteOutcome[] rows, double[] words, ProbeHeads? heads, OutcomeScores unseen, OutcomeScores same, CompetenceFit shipped)
    {
        double[] length = [.. rows.Select(r => (double)r.Confidence!.Tokens)], prompt = [.. rows.Select(r => (double)r.Confidence!.PromptTokens)];
        var need = heads?.Find(ProbeHeads.Need) is { } head && head.Weights.Length == rows[0].State!.Count ? heads : null;
        return
        [
            Fixed("number of words", words),
            Fixed("tokens of the answer", length),
            Fixed("tier 0, need in general", [.. rows.Select(r => PromptClassifier.Default.Score(r.Prompt))]),
            .. need is null ? (SignalQuality[])[] : [Fixed("tier 1, need in general", [.. rows.Select(r => need.RawScore(ProbeHeads.Need, [.. r.State!]))])],
            Fixed("mean log-probability", [.. rows.Select(r => -r.Confidence!.MeanLogProbability)]),
            Fixed("mean entropy of the first 8 tokens", [.. rows.Select(r => r.EarlyConfidence!.MeanEntropyFirst8)]),
            Fitted("tier 0, competence", s => s.Prompt),
            Fitted("tier 1, competence", s => s.State),
            Fitted("tiers 0 and 1: the score before the draft", s => s.Blended),
            AsShipped("the score before the draft as it ships, kinds that may stay", s => s.Blended),
            Fitted("the score after 8 tokens", s => s.AfterEarly),
            Fitted("the score at the end", s => s.AfterEnd),
            Fitted("the numbers of a draft alone, after 8 tokens", s => DraftFitting.OutOfFold(rows, s.Folds, early: true)),
            Fitted("the numbers of a draft alone, at the end", s => DraftFitting.OutOfFold(rows, s.Folds, early: false)),
            Fitted("tier 2 alone, after 8 tokens", s => s.Early),
            Fitted("tier 2 alone, at the end", s => s.End),
            Fitted("tier 2 alone, after 8 tokens, lengths regressed out", s => Residual(s.Early, length, prompt)),
            Fitted("tier 2 alone, at the end, lengths regressed out", s => Residual(s.End, length, prompt)),
        ];

        SignalQuality Fixed(string name, double[] scores) => new(name, unseen.Auroc(scores), unseen.WithinParts(scores), double.NaN);

        SignalQuality AsShipped(string name, Func<OutcomeScores, double[]> scores) =>
            Quality(name, shipped.Unseen.Only(r => !r.IsCloudFirst), shipped.Same.Only(r => !r.IsCloudFirst), scores);

        SignalQuality Fitted(string name, Func<OutcomeScores, double[]> scores) => Quality(name, unseen, same, scores);
    }

    private static SignalQuality Quality(string name, OutcomeScores unseen, OutcomeScores same, Func<OutcomeScores, double[]> scores)
    {
        double[] found = scores(unseen); // once: some are fitted here
        return new(name, unseen.Auroc(found), unseen.WithinParts(found), same.Auroc(scores(same)));
    }

    /// <summary>What of the scores is no linear function of the logarithms of the two lengths.</summary>
    internal static double[] Residual(double[] scores, double[] answer, double[] prompt)
    {
        double[] x = [.. answer.Select(v => Math.Log(Math.Max(1, v)))], z = [.. prompt.Select(v => Math.Log(Math.Max(1, v)))];
        double mx = x.Average(), mz = z.Average(), my = scores.Average();
        double xx = 0, zz = 0, xz = 0, xy = 0, zy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double a = x[i] - mx, b = z[i] - mz, y = scores[i] - my;
            (xx, zz, xz, xy, zy) = (xx + (a * a), zz + (b * b), xz + (a * b), xy + (a * y), zy + (b * y));
        }

        double determinant = (xx * zz) - (xz * xz);
        if (determinant < 1e-12) return scores;
        double p = ((xy * zz) - (zy * xz)) / determinant, q = ((zy * xx) - (xy * xz)) / determinant;
        return [.. scores.Select((s, i) => s - (p * (x[i] - mx)) - (q * (z[i] - mz)))];
    }

    // Of the drafts that were begun and are refused after 8 tokens: what they would have been written on to.
    internal static double EarlySaving(SuiteOutcome[] rows, OutcomeScores scores, double bound)
    {
        (double Before, double After)[] routed = Array.ConvertAll(scores.Scores, s => s.Routed(bound, HiddenStatePolicy.DefaultMargin));
        int[] refused = [.. Enumerable.Range(0, rows.Length).Where(i => routed[i].Before < bound && routed[i].After >= bound)];
        double whole = refused.Sum(i => (double)rows[i].Confidence!.Tokens), early = refused.Sum(i => Math.Min(rows[i].Confidence!.Tokens, SuiteRunner.EarlyTokens));
        return whole == 0 ? 0 : 1 - (early / whole);
    }
}
