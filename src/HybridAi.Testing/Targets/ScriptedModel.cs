namespace HybridAi.Testing;

/// <summary>The model behind a scripted device target: missing, being fetched, being prepared, ready or busy. Thread-safe.</summary>
public sealed class ScriptedModel : IModelAvailability
{
    private readonly VirtualTime _time;
    private readonly object _lock = new();
    private ModelAvailability _state = new(ModelState.Available);
    private long _started;
    private Task? _preparation;

    internal ScriptedModel(VirtualTime time) => _time = time;

    /// <inheritdoc/>
    public ModelAvailability Availability
    {
        get
        {
            lock (_lock)
            {
                return _preparation is null or { IsCompleted: true } || PreparationTime <= TimeSpan.Zero ? _state
                    : _state with { Progress = Math.Clamp((_time.Elapsed.Ticks - _started) / (double)PreparationTime.Ticks, 0, 1) };
            }
        }
    }

    /// <inheritdoc/>
    public bool IsBusy { get; set; }

    /// <summary>How long a preparation takes. A fetch takes the first half of it. Default 10 seconds.</summary>
    public TimeSpan PreparationTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How preparations end; <see langword="null"/>, the default, is well.</summary>
    public LocalModelErrorKind? FailsWith { get; set; }

    /// <summary>Preparations that were started.</summary>
    public int Preparations { get; private set; }

    /// <summary>Sets the state.</summary>
    /// <param name="state">The state from now on.</param>
    /// <param name="reason">Why, when it is <see cref="ModelState.Unavailable"/>.</param>
    public void Become(ModelState state, string? reason = null)
    {
        lock (_lock)
        {
            _state = new(state, reason);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A wait with a token that can be cancelled moves the clock; one without does not, so that a preparation in the background ends when
    /// the clock comes to it.
    /// </remarks>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        Task preparation;
        lock (_lock)
        {
            if (_state.State == ModelState.Available)
            {
                return;
            }

            if (_state.State == ModelState.Unavailable)
            {
                throw Failure(FailsWith ?? LocalModelErrorKind.NotFound);
            }

            _preparation = _preparation is { IsCompleted: false } ? _preparation : RunAsync(_state.State == ModelState.Downloadable);
            preparation = _preparation;
        }

        using var waiting = cancellationToken.CanBeCanceled ? _time.Need() : null;
        await preparation.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(bool fetch)
    {
        Preparations++;
        _started = _time.Elapsed.Ticks;
        if (fetch)
        {
            Become(ModelState.Downloading);
            await Task.Delay(PreparationTime / 2, _time).ConfigureAwait(false);
        }

        Become(ModelState.Preparing);
        await Task.Delay(fetch ? PreparationTime / 2 : PreparationTime, _time).ConfigureAwait(false);
        Become(FailsWith is null ? ModelState.Available : ModelState.Unavailable, FailsWith is null ? null : "The preparation failed as scripted.");
        if (FailsWith is { } kind)
        {
            throw Failure(kind);
        }
    }

    private static LocalModelException Failure(LocalModelErrorKind kind) => new(kind, "The scripted model cannot be prepared.");
}
