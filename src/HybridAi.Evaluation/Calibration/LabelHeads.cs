namespace HybridAi.Evaluation;

/// <summary>
/// Fits a head on the hidden states of labelled prompts, and how it and the calibrated tier 0 become one score. Candidates are tier 0 alone, tier 0 with
/// what states say beyond it, and states alone, each with several strengths of the pull (towards the shipped head, where there is one); they are averaged
/// by how well they do on labels left out one at a time. All are linear, so the average is one head.
/// </summary>
internal static class LabelHeads
{
    /// <summary>Fewest labels with a state.</summary>
    public const int MinLabels = 100;

    /// <summary>What the candidates come to before any label is seen.</summary>
    private const double AloneShare = 0.5, BeyondShare = 0.25, StatesShare = 0.25;

    /// <summary>Keeps a dimension that hardly varies from being blown up.</summary>
    private const double LeastVariance = 1e-3;

    // How freely the head may move away from the shipped one; 0: only as a whole.
    private static readonly double[] Freedoms = [0, 0.15, 0.5, 1.5];

    /// <summary>Fits.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="tierZero">What they taught tier 0.</param>
    /// <param name="states">Their states, in the same order.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>The heads, and the score of each label by fits that have not seen it.</returns>
    public static (ProbeHeads Heads, double[] Unseen) Fit(
        IReadOnlyList<LabelledPrompt> labels, LabelFit tierZero, LabelStates states, CancellationToken cancellationToken)
    {
        var shipped = Shipped(states);
        var (means, scales) = shipped is null ? Standardisation(states.Values) : (shipped.Means.ToArray(), shipped.Scales.ToArray());
        var frame = new ProbeHeads(states.ModelFingerprint, means, scales, [new ProbeHead(ProbeHeads.Need, new float[means.Length], 0)], new ProbeBlend(0, 0, 1));
        var design = new StateDesign([.. states.Values.Select(s => Standardised(frame, s.Span))], shipped?.Find(ProbeHeads.Need), LeastVariance);
        double[] gains = [.. labels.Select(l => l.Gain)];

        var candidates = new StateCandidate[(2 * Freedoms.Length) + 1];
        candidates[0] = new StateCandidate(AloneShare, 1, [.. tierZero.UnseenGains], new double[design.Columns]);
        Parallel.For(0, Freedoms.Length, new ParallelOptions { CancellationToken = cancellationToken }, f =>
        {
            var ridge = new StateRidge(design, Freedoms[f]);
            candidates[1 + (2 * f)] = ridge.Fit(gains, tierZero.UnseenGains, BeyondShare / Freedoms.Length);
            candidates[2 + (2 * f)] = ridge.Fit(gains, null, StatesShare / Freedoms.Length);
        });
        return Average(labels, gains, candidates, tierZero, design, frame);
    }

    private static (ProbeHeads Heads, double[] Unseen) Average(
        IReadOnlyList<LabelledPrompt> labels, double[] gains, StateCandidate[] candidates, LabelFit tierZero, StateDesign design, ProbeHeads frame)
    {
        double[] evidence = Array.ConvertAll(candidates, c =>
        {
            double r = LabelCalibration.Correlation(c.Unseen, gains);
            return gains.Length * r * Math.Abs(r) / 2;
        });
        double best = evidence.Max(), total = 0, lexical = 0;
        double[] weights = new double[design.Columns], sum = new double[gains.Length];
        for (int c = 0; c < candidates.Length; c++)
        {
            double share = candidates[c].Prior * Math.Exp(evidence[c] - best);
            total += share;
            lexical += share * candidates[c].Lexical;
            for (int i = 0; i < weights.Length; i++) weights[i] += share * candidates[c].Weights[i];
            for (int i = 0; i < sum.Length; i++) sum[i] += share * candidates[c].Unseen[i];
        }

        // In standard units first, so that the two numbers of the calibration are pulled as they are for tier 0.
        double mean = sum.Average() / total, spread = Math.Max(1e-3, Math.Sqrt(sum.Average(s => ((s / total) - mean) * ((s / total) - mean))));
        double[] standard = Array.ConvertAll(sum, s => ((s / total) - mean) / spread);
        var (slope, offset) = LabelCalibration.Calibrate(standard, labels);
        double unit = slope / spread, weightOfTierZero = unit * lexical / total / tierZero.Slope;
        var (head, bias) = design.Head(Array.ConvertAll(weights, w => unit * w / total));
        var blend = new ProbeBlend(offset - (unit * mean) - (weightOfTierZero * tierZero.Offset), weightOfTierZero, 1);
        return (frame.With(new ProbeHead(ProbeHeads.Need, head, bias), blend), Array.ConvertAll(standard, s => ProbeHeads.Probability((slope * s) + offset)));
    }

    private static ProbeHeads? Shipped(LabelStates states) =>
        states.Heads?.ModelFingerprint == states.ModelFingerprint && states.Heads.Find(ProbeHeads.Need) is not null ? states.Heads : null;

    private static float[] Standardised(ProbeHeads frame, ReadOnlySpan<float> state)
    {
        var standardised = new float[state.Length];
        frame.Standardise(state, standardised);
        return standardised;
    }

    private static (float[] Means, float[] Scales) Standardisation(IReadOnlyList<ReadOnlyMemory<float>> states)
    {
        int dimensions = states[0].Length;
        double[] sums = new double[dimensions], squares = new double[dimensions];
        foreach (var state in states)
        {
            for (int d = 0; d < dimensions; d++) sums[d] += state.Span[d] / states.Count;
        }

        foreach (var state in states)
        {
            for (int d = 0; d < dimensions; d++) squares[d] += (state.Span[d] - sums[d]) * (state.Span[d] - sums[d]) / states.Count;
        }

        return (Array.ConvertAll(sums, s => (float)s), Array.ConvertAll(squares, s => (float)(1 / Math.Max(1e-6, Math.Sqrt(s)))));
    }
}

/// <summary>One way to score: its share before labels are seen, the weight of tier 0's expected gain, scores by fits that have not seen the label, weights.</summary>
internal sealed record StateCandidate(double Prior, double Lexical, double[] Unseen, double[] Weights);
