namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>Dedicated threads that serve a bounded fair queue. Generation blocks for seconds: it never takes pool threads.</summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly object _gate = new();
    private readonly FairQueue<WorkItem> _queue;
    private readonly List<Thread> _threads = [];
    private readonly int _workers;
    private readonly int _queued;
    private int _unfinished;
    private bool _disposed;

    /// <summary>Creates a pool; threads start when they are needed.</summary>
    /// <param name="workers">Work items that run at the same time.</param>
    /// <param name="queued">Work items that may wait.</param>
    // Work for an idle worker passes through the queue too.
    public WorkerPool(int workers, int queued) =>
        (_workers, _queued, _queue) = (workers, queued, new FairQueue<WorkItem>(workers + queued));

    /// <summary>Whether new work would have to wait.</summary>
    public bool IsBusy => Volatile.Read(ref _unfinished) >= _workers;

    /// <summary>Queues work.</summary>
    /// <exception cref="LocalModelException">The queue is full (<see cref="LocalModelErrorKind.Busy"/>).</exception>
    public async Task<T> RunAsync<T>(WorkItem<T> item)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(WorkerPool));
            if (Volatile.Read(ref _unfinished) >= _workers + _queued || !_queue.TryAdd(item.Caller, item))
                throw new LocalModelException(LocalModelErrorKind.Busy,
                    "The local model's queue is full. Try again later, or raise QueueLimit or MaxConcurrency.");
            // A thread for each item that would otherwise wait, until all exist.
            if (Interlocked.Increment(ref _unfinished) > _threads.Count && _threads.Count < _workers)
                StartThread();
        }
        using var registration = item.CancellationToken.UnsafeRegister(static (state, token) =>
        {
            var (queue, waiting) = ((FairQueue<WorkItem>, WorkItem))state!;
            if (queue.Remove(waiting.Caller, waiting))
                waiting.Abandon(new OperationCanceledException(token));
        }, ((FairQueue<WorkItem>)_queue, (WorkItem)item));
        try
        {
            return await item.Result.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _unfinished);
        }
    }

    /// <summary>Ends waiting work and waits for the rest; whoever disposes has cancelled it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        foreach (var item in _queue.Close())
            item.Abandon(new ObjectDisposedException("The local model's client"));
        foreach (var thread in _threads)
        {
            if (thread != Thread.CurrentThread)
                thread.Join();
        }
    }

    private void StartThread()
    {
        var thread = new Thread(Serve) { IsBackground = true, Name = $"HybridAi local model {_threads.Count}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Serve()
    {
        while (_queue.Take(out var item))
            item.Run();
    }
}
