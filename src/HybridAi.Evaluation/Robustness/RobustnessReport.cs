using System.Globalization;
using System.Text;

namespace HybridAi.Evaluation;

/// <summary>How often changes to a prompt that do not change how hard it is (typos, case, padding, courtesy, claims) change where it goes.</summary>
/// <param name="Prompts">How many prompts were changed.</param>
/// <param name="Lines">A line for each change.</param>
public sealed record RobustnessReport(int Prompts, IReadOnlyList<RobustnessLine> Lines)
{
    private const int Seed = 17;

    private static readonly double[] Shares = [0.2, 0.35, 0.5, 0.65, 0.8];

    /// <summary>Scores every prompt as it is and changed. The same prompts give the same report.</summary>
    /// <param name="prompts">Prompts of the traffic in question; a few hundred and more.</param>
    /// <param name="score">Scores a prompt.</param>
    /// <param name="cancellationToken">Ends the work between two changes.</param>
    /// <returns>The report; decisions are counted at thresholds that send 20, 35, 50, 65 and 80 % of the prompts to the cloud.</returns>
    /// <exception cref="ArgumentException">There are no prompts.</exception>
    public static RobustnessReport Run(IReadOnlyList<string> prompts, Func<string, double> score, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(score);
        if (prompts.Count == 0) throw new ArgumentException("At least one prompt is needed.", nameof(prompts));
        double[] before = [.. prompts.Select(score)], sorted = [.. before.Order()];
        double[] thresholds = Array.ConvertAll(Shares, share => sorted[(int)(sorted.Length * (1 - share))]);
        var lines = new List<RobustnessLine>();
        foreach (var (name, change) in Perturbations.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var random = new Random(Seed);
            double[] after = [.. prompts.Select(p => score(change(p, random)))];
            var flips = thresholds.Select(t => (double)before.Zip(after).Count(s => (s.First >= t) != (s.Second >= t)) / before.Length).ToList();
            var added = thresholds.Select(t => (double)(after.Count(s => s >= t) - before.Count(s => s >= t)) / before.Length).ToList();
            lines.Add(new RobustnessLine(name, flips.Average(), flips.Max(), added.Max()));
        }

        return new RobustnessReport(prompts.Count, lines);
    }

    /// <summary>The report as a Markdown table.</summary>
    /// <returns>The table, with a line break at its end.</returns>
    public string ToMarkdown()
    {
        var text = new StringBuilder("| change | flips, mean | flips, worst threshold | points of cloud share added, most |\n|---|---|---|---|\n");
        foreach (var line in Lines)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {line.Change} | {100 * line.Flips:0.00} % | {100 * line.WorstFlips:0.00} % | {100 * line.Added:+0.00;-0.00;0.00} |\n");
        }

        return text.ToString();
    }
}

/// <summary>What one change does.</summary>
/// <param name="Change">Its name.</param>
/// <param name="Flips">Share of decisions that flip, mean over the thresholds.</param>
/// <param name="WorstFlips">The same at the worst threshold.</param>
/// <param name="Added">Share of the traffic that goes to the cloud in addition, at the worst threshold; negative when it is less at all of them.</param>
public sealed record RobustnessLine(string Change, double Flips, double WorstFlips, double Added);
