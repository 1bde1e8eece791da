using System.Runtime.InteropServices;

namespace HybridAi;

/// <summary>What tier 0 says about a prompt or a conversation.</summary>
/// <param name="Probability">Calibrated probability that the strong model is needed, 0 to 1.</param>
/// <param name="RawScore">The score before calibration, in full precision; only its order has a meaning.</param>
/// <param name="TaskType">The kind of task of the last message.</param>
/// <param name="KnownShare">Share of the words that training has seen, 0 to 1; a low value means that only structure was judged.</param>
/// <param name="HeadAndTail">Whether a text was so long that only its head and its tail were read (its whole length still counts).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PromptAssessment(
    double Probability, double RawScore, TaskType TaskType, double KnownShare, bool HeadAndTail)
{
    /// <summary>The part of the words in the log-odds of <see cref="Probability"/>.</summary>
    public double Words { get; init; }

    /// <summary>The log-odds of a prompt of which nothing is known. What is neither this nor the words' is the structure's.</summary>
    public double Base { get; init; }
}
