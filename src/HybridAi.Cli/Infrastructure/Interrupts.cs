namespace HybridAi.Cli.Infrastructure;

/// <summary>Ctrl-C: ends the innermost work that asked for it, else the verb; a second press on the same work ends the process.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenSource? _inner;

    public Interrupts() => Console.CancelKeyPress += Pressed;

    /// <summary>Ends the verb.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Lets the next press end this work alone.</summary>
    /// <returns>Call it when the work is done.</returns>
    public IDisposable Direct(CancellationTokenSource work)
    {
        _inner = work;
        return new Direction(this);
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= Pressed;
        _stopping.Dispose();
    }

    private void Pressed(object? sender, ConsoleCancelEventArgs e)
    {
        var work = _inner ?? _stopping;
        try
        {
            e.Cancel = !work.IsCancellationRequested;
            work.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended at the same moment.
        }
    }

    private sealed class Direction(Interrupts owner) : IDisposable
    {
        public void Dispose() => owner._inner = null;
    }
}
