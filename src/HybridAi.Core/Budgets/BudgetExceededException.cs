namespace HybridAi;

/// <summary>A budget is used up, and no target that costs nothing may or can answer.</summary>
public sealed class BudgetExceededException : HybridAiException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="budget">Name of the budget; <c>MaxCost</c> for the cap on a single request.</param>
    /// <param name="resetsAt">When it starts anew; <see langword="null"/> for never.</param>
    /// <param name="innerException">The failure of the target that could have answered, if any.</param>
    public BudgetExceededException(string budget, DateTimeOffset? resetsAt, Exception? innerException = null)
        : base(
            resetsAt is { } at
                ? FormattableString.Invariant($"The budget '{budget}' is used up until {at:u}. Wait, raise it, or use a device target.")
                : budget == nameof(HybridPolicy.MaxCost)
                    ? "The request could cost more than MaxCost allows. Raise MaxCost, set a smaller MaxOutputTokens, or use a device target."
                    : $"The budget '{budget}' is used up. Raise it or use a device target.",
            innerException)
    {
        Budget = budget;
        ResetsAt = resetsAt;
    }

    /// <summary>Name of the budget.</summary>
    public string Budget { get; }

    /// <summary>When it starts anew; <see langword="null"/> for never.</summary>
    public DateTimeOffset? ResetsAt { get; }
}
