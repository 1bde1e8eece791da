namespace HybridAi;

/// <summary>Whose usage a budget counts together.</summary>
public enum BudgetScope
{
    /// <summary>All requests.</summary>
    Everyone,

    /// <summary>Each tenant for itself.</summary>
    Tenant,

    /// <summary>Each tag for itself; a request with several tags counts for each.</summary>
    Tag,
}

/// <summary>When a budget starts anew, in UTC.</summary>
public enum BudgetPeriod
{
    /// <summary>Every day.</summary>
    Day,

    /// <summary>Every month.</summary>
    Month,

    /// <summary>Never.</summary>
    Total,
}

/// <summary>How much off-device targets may be used. What is used up leaves the device as the only one that may answer.</summary>
public sealed record Budget
{
    /// <summary>Its name in reasons and in the ledger; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Whose usage it counts together. Default <see cref="BudgetScope.Everyone"/>.</summary>
    public BudgetScope Scope { get; init; }

    /// <summary>The only tenant or tag it is for. Default every one.</summary>
    public string? For { get; init; }

    /// <summary>When it starts anew. Default <see cref="BudgetPeriod.Day"/>.</summary>
    public BudgetPeriod Period { get; init; }

    /// <summary>Money in the currency of the profiles' prices. Default unlimited.</summary>
    public decimal? Money { get; init; }

    /// <summary>Input and output tokens. Default unlimited.</summary>
    public long? Tokens { get; init; }

    /// <summary>Attempts. Default unlimited.</summary>
    public long? Calls { get; init; }

    /// <summary>Whether an amount is within the limits.</summary>
    /// <param name="amount">Everything used and reserved.</param>
    public bool Allows(UsageAmount amount) =>
        !(amount.Money > Money) && !(amount.Tokens > Tokens) && !(amount.Calls > Calls);

    internal DateTimeOffset? Start(DateTimeOffset now) => Period switch
    {
        BudgetPeriod.Day => new(now.UtcDateTime.Date, TimeSpan.Zero),
        BudgetPeriod.Month => new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero),
        _ => null,
    };

    internal DateTimeOffset? Reset(DateTimeOffset now) => Period switch
    {
        BudgetPeriod.Day => Start(now)!.Value.AddDays(1),
        BudgetPeriod.Month => Start(now)!.Value.AddMonths(1),
        _ => null,
    };
}
