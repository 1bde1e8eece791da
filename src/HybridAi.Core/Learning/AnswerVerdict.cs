namespace HybridAi;

/// <summary>How an answer was received, as the application or its user sees it.</summary>
/// <remarks>
/// Report good answers as well as bad ones, or the same share of both: who reports complaints only teaches that every answer is wrong.
/// </remarks>
public readonly record struct AnswerVerdict
{
    /// <summary>A verdict between good and bad.</summary>
    /// <param name="mark">0 (useless) to 1 (right).</param>
    /// <exception cref="ArgumentOutOfRangeException">The mark is not in 0..1.</exception>
    public AnswerVerdict(double mark)
    {
        if (!(mark is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(mark), mark, "A mark is a number from 0 (useless) to 1 (right).");
        }

        Mark = mark;
    }

    /// <summary>The answer was right, or good enough.</summary>
    public static AnswerVerdict Good { get; } = new(1);

    /// <summary>The answer was wrong, or of no use.</summary>
    public static AnswerVerdict Bad { get; } = new(0);

    /// <summary>0 (useless) to 1 (right).</summary>
    public double Mark { get; }
}
