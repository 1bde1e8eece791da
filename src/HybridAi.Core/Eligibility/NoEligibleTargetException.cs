namespace HybridAi;

/// <summary>No target may answer the request.</summary>
public class NoEligibleTargetException : HybridAiException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What removed the targets and what to do.</param>
    /// <param name="reasons">Per target, why it may not answer; codes and short texts without content.</param>
    /// <param name="innerException">The last attempt's failure, if any.</param>
    public NoEligibleTargetException(
        string message, IReadOnlyDictionary<string, string> reasons, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentNullException.ThrowIfNull(reasons);

        Reasons = reasons;
    }

    /// <summary>Per target, why it may not answer.</summary>
    public IReadOnlyDictionary<string, string> Reasons { get; }

    /// <summary>What was found and how policy treats it towards a cloud.</summary>
    internal IReadOnlyList<Privacy.TreatedLabel> Labels { get; init; } = [];
}
