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

    /// <summary>Each user for itself.</summary>
    User,
}

/// <summary>What becomes of a request that a used up budget keeps from the target that should answer it.</summary>
public enum BudgetExhaustion
{
    /// <summary>Another target answers: the device, or one that still fits. The default.</summary>
    DeviceOnly,

    /// <summary>
    /// It waits, within its deadline, until others give back what they had reserved or the budget starts anew. When neither can help in
    /// time it is refused.
    /// </summary>
    Queue,

    /// <summary>It is refused with a <see cref="BudgetExceededException"/> that says when the budget starts anew.</summary>
    Refuse,
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

/// <summary>How much off-device targets may be used. See <see cref="WhenExhausted"/> for what happens then.</summary>
public sealed record Budget
{
    /// <summary>Its name in reasons and in the ledger; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Whose usage it counts together. Default <see cref="BudgetScope.Everyone"/>.</summary>
    public BudgetScope Scope { get; init; }

    /// <summary>The only tenant, tag or user it is for. Default every one.</summary>
    public string? For { get; init; }

    /// <summary>When it starts anew. Default <see cref="BudgetPeriod.Day"/>.</summary>
    public BudgetPeriod Period { get; init; }

    /// <summary>Money in the currency of the profiles' prices. Default unlimited.</summary>
    public decimal? Money { get; init; }

    /// <summary>Input and output tokens. Default unlimited.</summary>
    public long? Tokens { get; init; }

    /// <summary>Attempts. Default unlimited.</summary>
    public long? Calls { get; init; }

    /// <summary>What becomes of requests when it is used up. Default <see cref="BudgetExhaustion.DeviceOnly"/>.</summary>
    public BudgetExhaustion WhenExhausted { get; init; }

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
