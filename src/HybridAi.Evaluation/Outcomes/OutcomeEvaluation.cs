namespace HybridAi.Evaluation;

/// <summary>Makes the outcome table: what each way to route would have made of graded outcomes. The cloud is taken to be always right.</summary>
public static class OutcomeEvaluation
{
    /// <summary>Evaluates. Everything fitted is cross-validated; half a minute for 2,000 outcomes.</summary>
    /// <param name="outcomes">Outcomes with confidence and states.</param>
    /// <param name="options">What is taken for given; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="InvalidDataException">Too few outcomes have confidence and a hidden state.</exception>
    public static OutcomeReport Run(OutcomeSet outcomes, OutcomeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        options ??= new();
        SuiteOutcome[] rows = [.. outcomes.Rows.Where(r => r.Confidence is not null && r.State is not null && TrafficMix.Of(r.Family) is not null)];
        if (rows.Length < 200) throw new InvalidDataException("The table needs at least 200 outcomes of the suite with confidence and hidden state.");
        var unseen = OutcomeScores.Of(rows, options.Heads, OutcomeSplit.UnseenFamilies, cancellationToken);
        var same = OutcomeScores.Of(rows, options.Heads, OutcomeSplit.SameFamilies, cancellationToken);
        var table = new OutcomeTable(rows, options);
        double[] none = new double[rows.Length];
        double[] unseenPrompt = unseen.Blended, samePrompt = OutcomeScores.Sum(same.Prompt, same.State);
        return new OutcomeReport(
            outcomes with { Rows = rows },
            Signals(unseen, same),
            [
                table.Always("always local", local: true),
                table.Always("always cloud", local: false),
                table.Route("random", none),
                table.Route("word count", unseen.Words),
                table.Route("tier 0", unseen.Need),
                table.Route("0+1", unseenPrompt, reads: true),
                table.Route("0+1+2", unseenPrompt, unseen.Early, reads: true),
                table.Route("calibrated", samePrompt, same.Early, reads: true),
            ],
            EarlySaving(rows, unseen),
            Discrimination.Reliability([.. same.Blended.Select(Probability)], [.. rows.Select(r => 1 - r.Mark)]),
            [.. new[] { 0.3, options.Bearable, 0.5 }.Distinct().Order().SelectMany(t => new[] { options.DraftThreshold, 1.01 }
                .SelectMany(d => new[] { Default("same families", rows, same, t, d), Default("unseen families", rows, unseen, t, d) }))]);
    }

    private static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private static DefaultOutcome Default(string name, SuiteOutcome[] rows, OutcomeScores scores, double threshold, double draftThreshold)
    {
        int[] local = [.. Enumerable.Range(0, rows.Length).Where(i => Probability(scores.Blended[i]) < threshold && Probability(scores.Early[i]) < draftThreshold)];
        string drafts = draftThreshold > 1 ? "drafts not judged" : FormattableString.Invariant($"drafts refused from {draftThreshold:0.##}");
        return new(FormattableString.Invariant($"{name}, kept below {threshold:0.##}, {drafts}"), rows.Length, local.Length, local.Sum(i => 1 - rows[i].Mark));
    }

    private static SignalQuality[] Signals(OutcomeScores unseen, OutcomeScores same)
    {
        double[] length = [.. unseen.Rows.Select(r => (double)r.Confidence!.Tokens)], prompt = [.. unseen.Rows.Select(r => (double)r.Confidence!.PromptTokens)];
        return
        [
            Fixed("number of words", unseen.Words),
            Fixed("tokens of the answer", length),
            Fixed("tier 0, need in general", unseen.Need),
            Fixed("mean log-probability", [.. unseen.Rows.Select(r => -r.Confidence!.MeanLogProbability)]),
            Fixed("mean entropy of the first 8 tokens", [.. unseen.Rows.Select(r => r.EarlyConfidence!.MeanEntropyFirst8)]),
            Fitted("tier 0, competence", s => s.Prompt),
            Fitted("tier 1, competence", s => s.State),
            Fitted("tiers 0 and 1, before the draft", s => OutcomeScores.Sum(s.Prompt, s.State)),
            Fitted("tier 0 and tier 1 blended, before the draft", s => s.Blended),
            Fixed("tier 1, need in general", unseen.NeedHead),
            Fitted("tier 1 and tier 2 after 8 tokens", s => OutcomeScores.Sum(s.State, s.Early)),
            Fitted("tier 1 and tier 2 at the end", s => OutcomeScores.Sum(s.State, s.End)),
            Fitted("blended and tier 2 after 8 tokens", s => OutcomeScores.Sum(s.Blended, s.Early)),
            Fitted("blended and tier 2 at the end", s => OutcomeScores.Sum(s.Blended, s.End)),
            Fitted("tier 2 after 8 tokens", s => s.Early),
            Fitted("tier 2 at the end", s => s.End),
            Fitted("tier 2 at the end, lengths regressed out", s => Residual(s.End, length, prompt)),
            Fitted("all, at the end", s => OutcomeScores.Sum(s.Prompt, s.State, s.End)),
        ];

        SignalQuality Fixed(string name, double[] scores) => new(name, unseen.Auroc(scores), unseen.WithinParts(scores), double.NaN);

        SignalQuality Fitted(string name, Func<OutcomeScores, double[]> scores) =>
            new(name, unseen.Auroc(scores(unseen)), unseen.WithinParts(scores(unseen)), same.Auroc(scores(same)));
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

    // Of the half of the drafts that are least sure after 8 tokens: what they would have been written on to.
    private static double EarlySaving(SuiteOutcome[] rows, OutcomeScores scores)
    {
        int[] refused = [.. Enumerable.Range(0, rows.Length).OrderByDescending(i => scores.Early[i]).Take(rows.Length / 2)];
        double whole = refused.Sum(i => (double)rows[i].Confidence!.Tokens), early = refused.Sum(i => Math.Min(rows[i].Confidence!.Tokens, SuiteRunner.EarlyTokens));
        return 1 - (early / whole);
    }
}
