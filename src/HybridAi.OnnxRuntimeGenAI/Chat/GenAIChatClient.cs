using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using HybridAi.OnnxRuntimeGenAI.Chat;
using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI;

/// <summary>Runs a language model in this process through ONNX Runtime GenAI. Thread-safe; nothing leaves the machine.</summary>
/// <remarks>
/// The model is loaded with the first request, or by <see cref="IModelAvailability.PrepareAsync"/>. Requests wait in a bounded
/// fair queue. The caches of earlier prompts are reused for any history that begins the same, within a tenant's conversation.
/// <para><see cref="GetService"/> offers <see cref="ChatClientMetadata"/>, <see cref="ITokenCounter"/>,
/// <see cref="IModelAvailability"/>, <see cref="IDraftConfidence"/> and, once a model with that output is loaded,
/// <see cref="IPromptProbe"/>.</para>
/// <para>Log-probabilities: set <see cref="LogProbabilitiesKey"/> to <see langword="true"/> in the options'
/// <c>AdditionalProperties</c>, and <see cref="AlternativesKey"/> to a number up to 20; updates and the response then carry a list
/// of <see cref="TokenProbability"/> under the first key. <c>min_p</c> and <c>repetition_penalty</c> are read there too.</para>
/// </remarks>
public sealed class GenAIChatClient : IChatClient, IDraftConfidence
{
    /// <summary>Key in <c>AdditionalProperties</c> of options (a boolean) and of updates and responses (the list).</summary>
    public const string LogProbabilitiesKey = "logprobs";

    /// <summary>Key in the options' <c>AdditionalProperties</c>: how many alternatives to name with each token, 0 to 20.</summary>
    public const string AlternativesKey = "top_logprobs";

    /// <summary>Key in the response's <c>AdditionalProperties</c>: how many messages were left out to fit the context.</summary>
    public const string DroppedMessagesKey = "hybridai.dropped_messages";

    /// <summary>What the client can do beside text; what is not in it is refused with a typed error.</summary>
    public const TargetCapabilities Capabilities =
        TargetCapabilities.Json | TargetCapabilities.JsonSchema | TargetCapabilities.LogProbabilities | TargetCapabilities.Seed
        | TargetCapabilities.TopK | TargetCapabilities.Penalties | TargetCapabilities.StopSequences;

    // Pieces are a token or so: a caller may fall this far behind before the worker waits for it.
    private const int PiecesAhead = 256;

    private readonly GenAIChatClientOptions _options;
    private readonly ModelHost _host;
    private readonly PromptLayout _layout;
    private readonly string _modelId;
    private ChatClientMetadata? _metadata;

    /// <summary>Creates a client of a model folder. Nothing is loaded yet.</summary>
    /// <param name="modelFolder">A folder with genai_config.json and tokenizer.json.</param>
    /// <param name="options">Options; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">The folder's name is empty, or an option is out of range.</exception>
    public GenAIChatClient(string modelFolder, GenAIChatClientOptions? options = null)
        : this(new FolderSource(NotEmpty(modelFolder), options?.Providers ?? []), options)
    {
    }

    internal GenAIChatClient(IModelSource source, GenAIChatClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _options = options ?? new();
        _options.Validate();
        _modelId = _options.ModelId ?? source.ModelId;
        _layout = new PromptLayout(_options);
        _host = new ModelHost(source, new LocalModelOptions
        {
            Threads = _options.Threads,
            MaxConcurrency = _options.MaxConcurrency,
            QueueLimit = _options.QueueLimit,
            MaxSessions = _options.MaxSessions,
            CacheBytes = _options.CacheBytes,
            IdleExpiry = _options.IdleExpiry,
        }, _options.TimeProvider);
    }

    /// <summary>
    /// The execution providers that were tried, in their order, once the model is loaded: the last is the one in use, the others say why
    /// they are not. Empty before.
    /// </summary>
    public IReadOnlyList<ProviderVerdict> ProviderVerdicts => _host.Verdicts;

    internal ModelHost Host => _host;

    private string ModelId => _options.ModelId ?? _host.Loaded?.Manifest?.ModelName ?? _modelId;

    /// <inheritdoc/>
    /// <exception cref="LocalModelException">The model cannot be loaded, is busy, or cannot do what is asked.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        List<TokenProbability>? logProbabilities = null;
        ChatResponseUpdate? last = null;
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            text.Append(update.Text);
            if (update.AdditionalProperties?.TryGetValue(LogProbabilitiesKey, out var value) == true)
                (logProbabilities ??= []).AddRange((IReadOnlyList<TokenProbability>)value!);
            last = update;
        }

        var extra = last!.AdditionalProperties ?? [];
        if (logProbabilities is not null)
            extra[LogProbabilitiesKey] = logProbabilities;
        var message = new ChatMessage(ChatRole.Assistant, text.ToString())
        {
            MessageId = last.MessageId,
            CreatedAt = last.CreatedAt,
        };
        return new ChatResponse(message)
        {
            ResponseId = last.ResponseId,
            ModelId = last.ModelId,
            CreatedAt = last.CreatedAt,
            FinishReason = last.FinishReason,
            Usage = last.Contents.OfType<UsageContent>().Single().Details,
            AdditionalProperties = extra.Count > 0 ? extra : null,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="LocalModelException">The model cannot be loaded, is busy, or cannot do what is asked.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return _metadata ??= new ChatClientMetadata("onnxruntime-genai", null, ModelId);
        if (serviceType == typeof(IModelAvailability))
            return _host;
        if (serviceType == typeof(ITokenCounter))
            return new TokenCounter(_host);
        if (serviceType == typeof(IPromptProbe))
            return _host.Loaded is null or { ProbeOutput: not null } ? new PromptProbe(_host, _layout, _options) : null;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Stops answers in progress, waits for them and frees the model. Their callers get an exception.</summary>
    public void Dispose() => _host.Dispose();

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wishes = AnswerWishes.Read(options, _options);
        var turns = TurnReader.Read(messages, options);
        var model = await _host.GetAsync(cancellationToken).ConfigureAwait(false);
        var fit = _layout.Fit(model, turns, wishes);
        var request = _layout.ToRequest(model, fit, wishes);

        var channel = Channel.CreateBounded<AnswerPiece>(
            new BoundedChannelOptions(PiecesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sink = new AnswerSink(model.Tokenizer, wishes, request.Prompt.Length, channel.Writer, stop.Token);
#pragma warning disable CA2025 // Awaited below in every case, before the source of the token is disposed.
        var generation = GenerateAsync(model, request, sink, channel.Writer, stop.Token);
#pragma warning restore CA2025
        var shape = new UpdateShape(ModelId, _options.TimeProvider.GetUtcNow());
        var whole = wishes.Schema is null ? null : new StringBuilder();
        DraftConfidence? confidence = null;
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (channel.Reader.TryRead(out var piece))
                {
                    whole?.Append(piece.Text);
                    confidence = piece.Confidence ?? confidence;
                    yield return shape.Of(piece);
                }
            }
            var result = await generation.ConfigureAwait(false);
            var finish = result.End is GenerationEnd.EndToken or GenerationEnd.Sink || sink.HitStop
                ? ChatFinishReason.Stop : ChatFinishReason.Length;
            if (whole is not null && result.End == GenerationEnd.EndToken && !JsonGrammar.IsJson(whole.ToString()))
                throw new LocalModelException(LocalModelErrorKind.Failed, "The model's answer is not valid JSON. Try again.");
            yield return shape.Last(finish, request.Prompt.Length, result, fit.Dropped, confidence);
        }
        finally
        {
            // A caller that leaves early stops the worker; its failure then is nobody's business.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)generation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Ends the channel in every case, so that the reader sees the end or the failure behind the last piece.
    private static async Task<GenerationResult> GenerateAsync(
        LocalModel model, GenerationRequest request, AnswerSink sink, ChannelWriter<AnswerPiece> writer,
        CancellationToken cancellationToken)
    {
        try
        {
            return await model.GenerateAsync(request, sink, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writer.Complete();
        }
    }

    private static string NotEmpty(string modelFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelFolder);
        return modelFolder;
    }
}
