namespace HybridAi;

/// <summary>What was or may be used.</summary>
/// <param name="Money">Money in the currency of the profiles' prices.</param>
/// <param name="Tokens">Input and output tokens.</param>
/// <param name="Calls">Attempts.</param>
public readonly record struct UsageAmount(decimal Money, long Tokens, long Calls)
{
    /// <summary>Both together.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">Another one.</param>
    public static UsageAmount operator +(UsageAmount left, UsageAmount right) => Add(left, right);

    /// <summary>The difference.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">What is taken from it.</param>
    public static UsageAmount operator -(UsageAmount left, UsageAmount right) => Subtract(left, right);

    /// <summary>Both together.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">Another one.</param>
    public static UsageAmount Add(UsageAmount left, UsageAmount right) =>
        new(left.Money + right.Money, left.Tokens + right.Tokens, left.Calls + right.Calls);

    /// <summary>The difference.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">What is taken from it.</param>
    public static UsageAmount Subtract(UsageAmount left, UsageAmount right) =>
        new(left.Money - right.Money, left.Tokens - right.Tokens, left.Calls - right.Calls);
}

/// <summary>One account of a ledger.</summary>
/// <param name="Budget">The budget's name.</param>
/// <param name="Subject">The tenant or tag; empty for everyone.</param>
/// <param name="PeriodStart">Start of the period, or <see langword="null"/> when there is only one.</param>
public readonly record struct UsageKey(string Budget, string Subject, DateTimeOffset? PeriodStart);

/// <summary>Keeps accounts of what is used. Thread-safe; one for all processes if budgets are to hold over all of them.</summary>
public interface IUsageLedger
{
    /// <summary>Reserves an amount if all that is used and reserved stays within the budget; in one step.</summary>
    /// <param name="key">The account.</param>
    /// <param name="amount">The most the attempt can use.</param>
    /// <param name="budget">The limits.</param>
    /// <returns>Whether it was reserved.</returns>
    bool TryReserve(UsageKey key, UsageAmount amount, Budget budget);

    /// <summary>Replaces a reservation by what was really used.</summary>
    /// <param name="key">The account.</param>
    /// <param name="reserved">What was reserved.</param>
    /// <param name="used">What was used.</param>
    void Settle(UsageKey key, UsageAmount reserved, UsageAmount used);

    /// <summary>Everything used and reserved.</summary>
    /// <param name="key">The account.</param>
    UsageAmount Used(UsageKey key);
}
