namespace HybridAi;

/// <summary>Accounts in memory: for one process, and forgotten with it. Bounded: the oldest accounts go first.</summary>
public sealed class MemoryUsageLedger : IUsageLedger
{
    private readonly BoundedMap<UsageKey, UsageAmount> _accounts;
    private readonly object _lock = new();

    /// <summary>Creates an empty ledger.</summary>
    /// <param name="capacity">Most accounts it keeps; at least 1. Default 100,000.</param>
    public MemoryUsageLedger(int capacity = 100_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);

        _accounts = new(capacity);
    }

    /// <inheritdoc/>
    public bool TryReserve(UsageKey key, UsageAmount amount, Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        lock (_lock)
        {
            var after = Used(key) + amount;
            if (!budget.Allows(after))
            {
                return false;
            }

            _accounts.Set(key, after);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Settle(UsageKey key, UsageAmount reserved, UsageAmount used)
    {
        lock (_lock)
        {
            _accounts.Set(key, Used(key) - reserved + used);
        }
    }

    /// <inheritdoc/>
    public UsageAmount Used(UsageKey key) => _accounts.TryGet(key, out var used) ? used : default;
}
