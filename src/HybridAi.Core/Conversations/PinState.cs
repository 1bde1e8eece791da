namespace HybridAi;

/// <summary>What a conversation is held to. Thread-safe.</summary>
internal sealed class PinState
{
    private readonly object _lock = new();
    private Ceiling _ceiling;

    public Ceiling Value
    {
        get
        {
            lock (_lock)
            {
                return _ceiling;
            }
        }
    }

    public void Add(Ceiling ceiling)
    {
        lock (_lock)
        {
            _ceiling = _ceiling.And(ceiling);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _ceiling = default;
        }
    }
}
