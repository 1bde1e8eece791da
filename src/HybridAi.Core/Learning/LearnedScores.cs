namespace HybridAi;

/// <summary>What was learned, ready to be used: immutable, without allocation, in constant time.</summary>
/// <param name="Slope">Factor of the log-odds.</param>
/// <param name="Offset">Added to them.</param>
/// <param name="TaskOffsets">Added to them for each kind of task.</param>
/// <param name="Floors">How far down a score may be moved, by kind of task and threshold.</param>
internal sealed record LearnedScores(double Slope, double Offset, double[] TaskOffsets, double[] Floors)
{
    /// <summary>By how much a score moves, in log-odds. The moved score grows with the score.</summary>
    /// <param name="score">The score before, in log-odds.</param>
    /// <param name="threshold">The threshold it is held against, in log-odds.</param>
    /// <param name="task">The kind of task.</param>
    /// <param name="most">The largest shift in either direction.</param>
    public double Shift(double score, double threshold, TaskType task, double most)
    {
        // Feedback exists for what stayed. Up is safe everywhere; down only as far as outcomes about the threshold carry.
        var down = Math.Max(-most, Floors[OutcomeCells.CellOf(threshold, task)]);
        return Math.Clamp(((Slope - 1) * score) + Offset + TaskOffsets[OutcomeCells.TaskOf(task)], down, most);
    }

    public double Shift(HybridPolicy policy, double score, TaskType task) => Shift(
        ProbeHeads.LogOdds(score), ProbeHeads.LogOdds(policy.Threshold), task, Math.Clamp(policy.Learning.MaxShift, 0, 4));

    public double AtThreshold(HybridPolicy policy, TaskType task) => Shift(policy, policy.Threshold, task);
}
