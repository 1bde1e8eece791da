using HybridAi.OnnxRuntimeGenAI.Native;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>What a request needs of a session.</summary>
/// <param name="Partition">Only sessions of the same partition share text.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="SharedLength">How many of its first tokens are declared as shared between partitions.</param>
/// <param name="MinCapacity">Least prompt and answer together, in tokens, with which a live session is taken.</param>
/// <param name="Capacity">Prompt and answer together, in tokens, of a new session.</param>
/// <param name="Guidance">The grammar, if any.</param>
internal readonly record struct SessionNeed(
    string Partition, ReadOnlyMemory<int> Prompt, int SharedLength, int MinCapacity, int Capacity, Guidance? Guidance);

/// <summary>Idle sessions with their caches, the least recently used last; bounded in number, bytes and age. Thread-safe.</summary>
internal sealed class SessionPool : IDisposable
{
    private readonly object _gate = new();
    private readonly LinkedList<Idle> _idle = new();
    private readonly Func<int, Guidance?, TokenSession> _create;
    private readonly SessionPoolLimits _limits;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _activeBytes;
    private long _idleBytes;
    private bool _disposed;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="limits">Bounds.</param>
    /// <param name="time">Tells how long sessions have been idle.</param>
    /// <param name="create">Creates a session of a capacity.</param>
    public SessionPool(SessionPoolLimits limits, TimeProvider time, Func<int, Guidance?, TokenSession> create)
    {
        (_limits, _time, _create) = (limits, time, create);
        _timer = time.CreateTimer(static pool => ((SessionPool)pool!).Expire(), this, limits.IdleExpiry, limits.IdleExpiry / 2);
    }

    /// <summary>Idle sessions.</summary>
    public int IdleCount
    {
        get
        {
            lock (_gate)
                return _idle.Count;
        }
    }

    /// <summary>Bytes of cache that idle and rented sessions hold, by the model's own formula.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _idleBytes + _activeBytes;
        }
    }

    /// <summary>Takes the session with the longest common beginning, or another one that is emptied, or a new one.</summary>
    /// <param name="need">What it is for.</param>
    /// <param name="reusable">How many tokens of a common beginning the session may keep.</param>
    public TokenSession Rent(SessionNeed need, out int reusable)
    {
        List<TokenSession> evicted = [];
        TokenSession? session;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SessionPool));
            session = Take(BestOf(need, out reusable));
            if (session is not null && session.Capacity < need.MinCapacity)
            {
                // Too small: its tokens run again in a larger one.
                evicted.Add(session);
                session = null;
                reusable = 0;
            }
            if (session is null)
                MakeRoom(need.Capacity, evicted);
            _activeBytes += BytesOf(session?.Capacity ?? need.Capacity);
        }
        evicted.ForEach(old => old.Dispose());
        if (session is not null)
            return session;
        try
        {
            return _create(need.Capacity, need.Guidance);
        }
        catch
        {
            lock (_gate)
                _activeBytes -= BytesOf(need.Capacity);
            throw;
        }
    }

    /// <summary>Gives a session back, so that it can be rented for the same partition.</summary>
    /// <param name="session">The session.</param>
    /// <param name="partition">To whom its text belongs.</param>
    /// <param name="keep">Whether it is sound; if not it is disposed.</param>
    public void Return(TokenSession session, string partition, bool keep)
    {
        List<TokenSession> evicted = [];
        lock (_gate)
        {
            _activeBytes -= BytesOf(session.Capacity);
            if (!keep || _disposed || session.Guidance is { IsReusable: false })
            {
                evicted.Add(session);
            }
            else
            {
                MakeRoom(session.Capacity, evicted);
                if (IsFullFor(session.Capacity))
                {
                    evicted.Add(session);
                }
                else
                {
                    _idle.AddFirst(new Idle(session, partition, _time.GetTimestamp()));
                    _idleBytes += BytesOf(session.Capacity);
                }
            }
        }
        evicted.ForEach(old => old.Dispose());
    }

    /// <summary>Forgets all idle sessions, for example when memory is short.</summary>
    public void Clear() => DisposeWhere(_ => true);

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
        Clear();
    }

    private void Expire() => DisposeWhere(idle => _time.GetElapsedTime(idle.Since) >= _limits.IdleExpiry);

    // In its own partition a session may be reused as far as it goes; in another one only the shared beginning, and only if it
    // is the oldest and the pool is full, since taking it costs that conversation its cache.
    private LinkedListNode<Idle>? BestOf(SessionNeed need, out int reusable)
    {
        LinkedListNode<Idle>? best = null;
        reusable = 0;
        for (var node = _idle.First; node is not null; node = node.Next)
        {
            var idle = node.Value;
            if (idle.Partition != need.Partition || idle.Session.Guidance != need.Guidance)
                continue;
            var common = idle.Session.Tokens.CommonPrefixLength(need.Prompt.Span);
            if (common > reusable || best is null)
                (best, reusable) = (node, common);
        }
        if (best is not null)
            return best;
        var isFull = IsFullFor(need.Capacity);
        for (var node = _idle.Last; node is not null && isFull; node = node.Previous)
        {
            var session = node.Value.Session;
            if (session.Guidance != need.Guidance || session.Capacity < need.MinCapacity)
                continue;
            reusable = Math.Min(need.SharedLength, session.Tokens.CommonPrefixLength(need.Prompt.Span));
            return node;
        }
        return null;
    }

    private TokenSession? Take(LinkedListNode<Idle>? node)
    {
        if (node is null)
            return null;
        _idle.Remove(node);
        _idleBytes -= BytesOf(node.Value.Session.Capacity);
        return node.Value.Session;
    }

    private bool IsFullFor(int capacity) => _idle.Count >= _limits.MaxSessions
        || _idleBytes + _activeBytes + BytesOf(capacity) > _limits.MaxBytes;

    private void MakeRoom(int capacity, List<TokenSession> evicted)
    {
        while (_idle.Last is { } oldest && IsFullFor(capacity))
            evicted.Add(Take(oldest)!);
    }

    private void DisposeWhere(Func<Idle, bool> condition)
    {
        List<TokenSession> evicted = [];
        lock (_gate)
        {
            for (var node = _idle.First; node is not null;)
            {
                var next = node.Next;
                if (condition(node.Value))
                    evicted.Add(Take(node)!);
                node = next;
            }
        }
        evicted.ForEach(old => old.Dispose());
    }

    private long BytesOf(int capacity) => capacity * _limits.BytesPerToken;

    private sealed record Idle(TokenSession Session, string Partition, long Since);
}

/// <summary>Bounds of a <see cref="SessionPool"/>.</summary>
/// <param name="MaxSessions">Most idle sessions.</param>
/// <param name="MaxBytes">Most bytes of cache, sessions in use included; those are never taken away.</param>
/// <param name="BytesPerToken">Bytes of cache a token takes.</param>
/// <param name="IdleExpiry">After how long an idle session is forgotten.</param>
internal sealed record SessionPoolLimits(int MaxSessions, long MaxBytes, long BytesPerToken, TimeSpan IdleExpiry);
