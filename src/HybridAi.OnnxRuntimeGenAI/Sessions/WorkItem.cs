namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>A unit of work for a <see cref="WorkerPool"/>; <see cref="Completion"/> ends when it has run or will not run.</summary>
internal abstract class WorkItem(string caller, CancellationToken cancellationToken)
{
    /// <summary>On whose behalf; the queue is fair between callers.</summary>
    public string Caller { get; } = caller;

    /// <summary>Ends the work, also while it waits.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Ends when the work has ended.</summary>
    public abstract Task Completion { get; }

    /// <summary>Does the work on a worker's thread. Never throws.</summary>
    public abstract void Run();

    /// <summary>Ends work that has not started.</summary>
    public abstract void Abandon(Exception reason);
}

/// <summary>Work with a result.</summary>
/// <param name="caller">On whose behalf.</param>
/// <param name="work">The work.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class WorkItem<T>(string caller, Func<CancellationToken, T> work, CancellationToken cancellationToken)
    : WorkItem(caller, cancellationToken)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Completion => _completion.Task;

    public Task<T> Result => _completion.Task;

    public override void Run()
    {
        try
        {
            CancellationToken.ThrowIfCancellationRequested();
            _completion.TrySetResult(work(CancellationToken));
        }
        catch (OperationCanceledException e)
        {
            _completion.TrySetCanceled(e.CancellationToken.IsCancellationRequested ? e.CancellationToken : CancellationToken);
        }
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
    }

    public override void Abandon(Exception reason)
    {
        if (reason is OperationCanceledException)
            _completion.TrySetCanceled(CancellationToken);
        else
            _completion.TrySetException(reason);
    }
}
