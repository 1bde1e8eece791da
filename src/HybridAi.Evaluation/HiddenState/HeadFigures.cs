namespace HybridAi.Evaluation;

/// <summary>How good heads are on rows they have not seen, beside what they must beat.</summary>
public sealed class HeadFigures
{
    private HeadFigures(
        EvaluationReport tierZero, EvaluationReport need, EvaluationReport both, IReadOnlyList<AskedFigure> asked)
    {
        (TierZero, Need, Both, Asked) = (tierZero, need, both, asked);
    }

    /// <summary>Shares of requests that tier 1 is asked for in the table of gains.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0, 0.25, 0.5, 0.85, 1];

    /// <summary>The prompt classifier alone; the number of words is in every report.</summary>
    public EvaluationReport TierZero { get; }

    /// <summary>The head for general need alone.</summary>
    public EvaluationReport Need { get; }

    /// <summary>What routing uses: heads and tier 0 together.</summary>
    public EvaluationReport Both { get; }

    /// <summary>Gain by share of requests asked.</summary>
    public IReadOnlyList<AskedFigure> Asked { get; }

    /// <summary>Measures.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="dev">Rows; others than pairs that may ship are left out.</param>
    /// <param name="stateOf">The hidden state of a row.</param>
    /// <param name="tierZero">The classifier.</param>
    /// <param name="threshold">The threshold that distances are measured from, in 0..1.</param>
    /// <returns>The figures.</returns>
    public static HeadFigures Measure(
        ProbeHeads heads, IReadOnlyList<RoutingRow> dev, Func<RoutingRow, ReadOnlyMemory<float>> stateOf, PromptClassifier tierZero,
        double threshold = HybridPolicy.DefaultThreshold)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(dev);
        ArgumentNullException.ThrowIfNull(stateOf);
        ArgumentNullException.ThrowIfNull(tierZero);
        var rows = HeadTraining.Rows(dev);
        var lexical = rows.ToDictionary(r => r.Id, r => tierZero.Score(r.Prompt), StringComparer.Ordinal);
        var need = rows.ToDictionary(r => r.Id, r => heads.Score(ProbeHeads.Need, stateOf(r).Span), StringComparer.Ordinal);
        var both = rows.ToDictionary(r => r.Id, r => heads.Score(stateOf(r).Span, lexical[r.Id]), StringComparer.Ordinal);
        return new HeadFigures(
            Evaluate(rows, lexical, "Tier 0 on dev"), Evaluate(rows, need, "General need on dev"), Evaluate(rows, both, "Tier 0 + 1 on dev"),
            [.. Shares.Select(share => Ask(rows, lexical, both, share, threshold))]);
    }

    private static EvaluationReport Evaluate(IReadOnlyList<RoutingRow> rows, Dictionary<string, double> scores, string title) =>
        RouterEvaluation.Run(rows, scores, new RouterEvaluationOptions { GroupBy = "source", Title = title, BootstrapSamples = 1000 });

    private static AskedFigure Ask(
        IReadOnlyList<RoutingRow> rows, Dictionary<string, double> lexical, Dictionary<string, double> both, double share, double threshold)
    {
        double area = rows.GroupBy(r => r.Source).Average(g => AskedShare.Area(
            g.Select(r => lexical[r.Id]).ToArray(), g.Select(r => both[r.Id]).ToArray(),
            g.Select(r => r.WeakScore!.Value).ToArray(), g.Select(r => r.StrongScore!.Value).ToArray(), share));
        double[] distances = [.. lexical.Values.Select(p => Math.Abs(ProbeHeads.LogOdds(p) - ProbeHeads.LogOdds(threshold))).Order()];
        double margin = share == 0 ? 0 : distances[Math.Clamp((int)Math.Ceiling(share * distances.Length) - 1, 0, distances.Length - 1)];
        return new AskedFigure(share, area, margin);
    }
}

/// <summary>What asking tier 1 for a share of the requests gains.</summary>
/// <param name="Share">Share of requests that tier 1 is asked for: those nearest to the threshold.</param>
/// <param name="Area">Mean exact APGR.</param>
/// <param name="Margin">The distance from the threshold, in log-odds of tier 0, within which this share of the dev prompts lies.</param>
public readonly record struct AskedFigure(double Share, double Area, double Margin);
