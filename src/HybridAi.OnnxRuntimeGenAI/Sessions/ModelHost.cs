using HybridAi.OnnxRuntimeGenAI.Providers;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>Prepares and loads a client's model once, for all callers. Thread-safe.</summary>
internal sealed class ModelHost(IModelSource source, LocalModelOptions options, TimeProvider time)
    : IModelAvailability, IDisposable
{
    private readonly object _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task<LocalModel>? _loading;
    private double? _progress;
    private bool _disposed;

    /// <summary>The loaded model, or <see langword="null"/>.</summary>
    public LocalModel? Loaded
    {
        get
        {
            var loading = Volatile.Read(ref _loading);
            return loading is { IsCompletedSuccessfully: true } ? loading.Result : null;
        }
    }

    /// <summary>What was said about the execution providers, after loading.</summary>
    public IReadOnlyList<ProviderVerdict> Verdicts { get; private set; } = [];

    public ModelAvailability Availability => Volatile.Read(ref _loading) switch
    {
        null => source.Availability,
        { IsCompletedSuccessfully: true } => new(ModelState.Available),
        { IsFaulted: true, Exception.InnerException: { } e } => new(ModelState.Unavailable, e.Message),
        { IsCanceled: true } => new(ModelState.Unavailable, "The local model was disposed."),
        _ => source.Availability.State == ModelState.Available
            ? new(ModelState.Available)
            : new(ModelState.Preparing, null, _progress),
    };

    public bool IsBusy => Loaded is { IsBusy: true };

    public Task PrepareAsync(CancellationToken cancellationToken = default) => GetAsync(cancellationToken);

    /// <summary>The loaded model; starts preparing and loading if nobody has, or again after a failure.</summary>
    public Task<LocalModel> GetAsync(CancellationToken cancellationToken)
    {
        Task<LocalModel> loading;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ModelHost));
            if (_loading is null or { IsFaulted: true })
                _loading = Task.Run(LoadAsync, CancellationToken.None);
            loading = _loading;
        }
        return loading.IsCompleted ? loading : loading.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        Task<LocalModel>? loading;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            loading = _loading;
        }
        _stopping.Cancel();
        if (loading is { IsCompletedSuccessfully: true })
            loading.Result.Dispose();
        else
            // Loading cannot be interrupted; the model goes as soon as it is there.
            loading?.ContinueWith(static done => done.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        _stopping.Dispose();
    }

    private async Task<LocalModel> LoadAsync()
    {
        var stopping = _stopping.Token;
        var prepared = await source.PrepareAsync(new Reporter(this), stopping).ConfigureAwait(false);
        var (model, verdicts) = ProviderLadder.Climb(
            prepared.Ladder, rung => LocalModel.Load(rung, options, time),
            opened => GoldenCheck.Prove(opened, prepared.Golden), stopping);
        Verdicts = verdicts;
        return model;
    }

    private sealed class Reporter(ModelHost host) : IProgress<double>
    {
        public void Report(double value) => host._progress = value;
    }
}
