namespace HybridAi;

/// <summary>Holds one client's second targets to their share of its requests: each request earns a part of one, and what quiet times leave is bounded. Thread-safe.</summary>
internal sealed class HedgeBook
{
    private const double Most = 10;

    private readonly object _lock = new();
    private double _earned;

    /// <summary>A request that may be hedged.</summary>
    public void Earn(HedgingPolicy policy)
    {
        lock (_lock)
        {
            _earned = Math.Min(Most, _earned + policy.MaxShare);
        }
    }

    /// <summary>Takes one, if there is one.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            // Twenty times a twentieth is not quite one.
            var may = _earned >= 1 - 1e-9;
            _earned -= may ? 1 : 0;
            return may;
        }
    }

    /// <summary>Gives one back that was not used.</summary>
    public void Return()
    {
        lock (_lock)
        {
            _earned++;
        }
    }
}
