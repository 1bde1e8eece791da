using System.Globalization;
using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Providers;
using HybridAi.OnnxRuntimeGenAI.Tokenization;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>A loaded model with its tokenizer, workers and caches. Thread-safe. Disposing stops what runs and waits for it.</summary>
internal sealed class LocalModel : IDisposable
{
    // The cache of a session is allocated whole; it grows by doubling from here.
    private const int SmallestCapacity = 512;

    // Room behind the prompt that a new session gets, for the answer and for what is asked next, and that a live one must still
    // have: longer answers grow into a larger one.
    private const int MostNewRoom = 512;
    private const int LeastNewRoom = 256;
    private const int LeastRoom = 128;

    private readonly NativeModel _native;
    private readonly GraphOutputs _outputs;
    private readonly IReadOnlySet<string> _outputNames;
    private readonly WorkerPool _workers;
    private readonly SessionPool _sessions;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<int> _endIds;
    private int _disposed;

    private LocalModel(
        NativeModel native, ModelFacts facts, GraphOutputs outputs, ByteLevelTokenizer tokenizer, PromptRenderer renderer,
        LocalModelOptions options, TimeProvider time)
    {
        (_native, Facts, _outputs, Tokenizer, Renderer) = (native, facts, outputs, tokenizer, renderer);
        _outputNames = outputs.Names;
        _endIds = [.. facts.EndIds];
        _workers = new WorkerPool(options.MaxConcurrency, options.QueueLimit);
        _sessions = new SessionPool(
            new(options.MaxSessions, options.CacheBytes, facts.CacheBytesPerToken, options.IdleExpiry), time,
            (capacity, guidance) => new TokenSession(new NativeGenerator(_native, _outputNames, new(capacity, guidance)), guidance));
        Manifest = ImportManifest.TryRead(native.Folder);
        ProbeOutput = Manifest?.ExtraOutputs.FirstOrDefault(extra => _outputs.RowLength(extra.Name) == Manifest.HiddenSize)?.Name;
    }

    /// <summary>What the folder says about the model.</summary>
    public ModelFacts Facts { get; }

    /// <summary>Encodes and decodes.</summary>
    public ByteLevelTokenizer Tokenizer { get; }

    /// <summary>Renders the chat template.</summary>
    public PromptRenderer Renderer { get; }

    /// <summary>The importer's manifest, if the folder has one.</summary>
    public ImportManifest? Manifest { get; }

    /// <summary>The output with the hidden state, if the model has one.</summary>
    public string? ProbeOutput { get; }

    /// <summary>Whether a request would have to wait.</summary>
    public bool IsBusy => _workers.IsBusy;

    /// <summary>Idle conversations and bytes of cache, for tests and reports.</summary>
    public (int Idle, long Bytes) Cache => (_sessions.IdleCount, _sessions.Bytes);

    /// <summary>Loads a model.</summary>
    /// <exception cref="LocalModelException">It cannot be loaded.</exception>
    public static LocalModel Load(ProviderRung rung, LocalModelOptions options, TimeProvider time)
    {
        var facts = ModelFacts.Read(rung.Folder);
        var outputs = GraphOutputs.Read(Path.Combine(rung.Folder, facts.GraphFile));
        if (outputs.RowLength(facts.LogitsOutput) < 0)
            throw new LocalModelException(LocalModelErrorKind.Corrupt, "The model's graph has no output with logits.");
        ByteLevelTokenizer tokenizer;
        try
        {
            tokenizer = ByteLevelTokenizer.FromFolder(rung.Folder);
        }
        catch (ModelFormatException e)
        {
            throw new LocalModelException(LocalModelErrorKind.NotSupported, e.Message, e);
        }
#pragma warning disable CA2000 // The local model owns what is made for it; on failure the native model is disposed below.
        var native = NativeModel.Load(rung, Overlay(options));
        try
        {
            return new LocalModel(native, facts, outputs, tokenizer, new PromptRenderer(native, tokenizer), options, time);
        }
        catch
        {
            native.Dispose();
            throw;
        }
#pragma warning restore CA2000
    }

    /// <summary>Generates an answer on a worker's thread.</summary>
    /// <param name="request">The prompt.</param>
    /// <param name="sink">Takes the tokens, on the worker's thread.</param>
    /// <param name="cancellationToken">Stops within a token, and in the middle of a prefill.</param>
    public Task<GenerationResult> GenerateAsync(
        GenerationRequest request, IGenerationSink sink, CancellationToken cancellationToken) =>
        WorkAsync(request.Caller, token => new Generation(this, request, sink).Run(token), cancellationToken);

    /// <summary>Runs a prompt and reads its hidden state; the prompt's cache stays for the answer.</summary>
    /// <returns>The state and how many tokens were cached.</returns>
    public Task<(float[] State, int Cached)> ProbeAsync(GenerationRequest request, CancellationToken cancellationToken) =>
        WorkAsync(request.Caller, token => new Generation(this, request, null).Probe(token), cancellationToken);

    /// <summary>Drops the caches of all idle conversations.</summary>
    public void Trim() => _sessions.Clear();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _stopping.Cancel();
        _workers.Dispose();
        _sessions.Dispose();
        Renderer.Dispose();
        _native.Dispose();
        _stopping.Dispose();
    }

    internal bool IsEnd(int token) => _endIds.Contains(token);

    internal SessionPool Sessions => _sessions;

    internal int RowLength(string output) => _outputs.RowLength(output);

    /// <summary>The need of a request whose first tokens are those of <paramref name="tokens"/>.</summary>
    internal SessionNeed NeedOf(GenerationRequest request, ReadOnlyMemory<int> tokens, int stillToCome)
    {
        var context = Facts.ContextLength;
        // A grammar's state does not survive a change of generators: all the room is taken at once.
        var newRoom = request.Guidance is null
            ? Math.Clamp(stillToCome, LeastNewRoom, MostNewRoom) : Math.Max(stillToCome, LeastNewRoom);
        var leastRoom = request.Guidance is null ? Math.Min(stillToCome, LeastRoom) : stillToCome;
        var capacity = SmallestCapacity;
        while (capacity < tokens.Length + newRoom)
            capacity *= 2;
        return new(request.Partition, tokens, request.SharedLength, Math.Min(context, tokens.Length + leastRoom),
            Math.Min(context, capacity), request.Guidance);
    }

    private async Task<T> WorkAsync<T>(string caller, Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, typeof(LocalModel));
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            return await _workers.RunAsync(new WorkItem<T>(caller, work, linked.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ObjectDisposedException("The local model's client");
        }
    }

    internal static string Overlay(LocalModelOptions options) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {
          "model": { "decoder": { "session_options": {
            "intra_op_num_threads": {{{options.Threads ?? CpuBudget.Threads()}}}, "log_severity_level": 4 } } },
          "search": { "chunk_size": {{{TokenSession.ChunkSize}}}, "past_present_share_buffer": true }
        }
        """);
}
