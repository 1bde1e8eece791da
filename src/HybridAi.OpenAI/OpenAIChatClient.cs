using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using HybridAi.OpenAI.Http;
using HybridAi.OpenAI.Wire;
using Microsoft.Extensions.AI;
using SdkChatClient = global::OpenAI.Chat.ChatClient;
using SdkOptions = global::OpenAI.OpenAIClientOptions;

namespace HybridAi.OpenAI;

/// <summary>
/// Talks to any server with OpenAI's chat-completions interface over the official <c>OpenAI</c> package:
/// OpenAI, Azure's v1 interface, vLLM, llama.cpp, Ollama, LM Studio and others. Thread-safe.
/// </summary>
/// <remarks>
/// <para>One call is one HTTP request: it never retries, has no timeout of its own and follows no failover; the router does.
/// Failures are <see cref="TargetUnavailableException"/>; the caller's cancellation is <see cref="OperationCanceledException"/>.</para>
/// <para>It goes through the package's protocol methods with its own JSON, because compatible servers deviate where the
/// package's typed answers are strict: unknown roles and finish reasons, missing indexes, half streams.</para>
/// <para>Sent from <c>ChatOptions.AdditionalProperties</c>: <c>logprobs</c>, <c>top_logprobs</c>, <c>min_p</c>,
/// <c>service_tier</c>, <c>strict</c>; nothing else. Log-probabilities come back under <c>logprobs</c> as the server wrote them.</para>
/// </remarks>
public sealed class OpenAIChatClient : IChatClient, IModelAvailability
{
    private readonly SdkChatClient _sdk;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly string _model;
    private readonly TokenLimitField _limitField;
    private readonly TimeProvider _time;
    private readonly ChatClientMetadata _metadata;
    private readonly string? _unavailable;

    /// <summary>Creates a client.</summary>
    /// <param name="options">Where and how; read now.</param>
    /// <param name="httpClient">
    /// The transport. Give it no timeout shorter than the slowest answer. Create its handler with
    /// <see cref="OpenAIHttpHandler.Create"/> where nothing but the request itself may be sent.
    /// </param>
    /// <param name="ownsHttpClient">Whether <see cref="Dispose"/> disposes <paramref name="httpClient"/>.</param>
    /// <exception cref="ArgumentException">The options are incomplete or unsafe; the message lists everything that is wrong.</exception>
    public OpenAIChatClient(OpenAIChatClientOptions options, HttpClient httpClient, bool ownsHttpClient = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(httpClient);
        var problems = string.Join(' ', options.Problems());
        if (problems.Length > 0)
        {
            throw new ArgumentException(problems, nameof(options));
        }

        _http = httpClient;
        _ownsHttp = ownsHttpClient;
        _model = options.Model;
        _limitField = options.TokenLimitField;
        _time = options.TimeProvider;
        _unavailable = options.UnavailableReason;
        _metadata = new ChatClientMetadata("openai", options.Endpoint, options.Model);
        _sdk = CreateSdkClient(options, httpClient);
    }

    /// <inheritdoc/>
    public ModelAvailability Availability => _unavailable is null
        ? new(ModelState.Available) : new(ModelState.Unavailable, _unavailable);

    /// <inheritdoc/>
    public bool IsBusy => false;

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <exception cref="TargetUnavailableException">The server did not answer, refused, or its answer is not understood.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var response = await SendAsync(messages, options, stream: false, cancellationToken).ConfigureAwait(false);

        return await ReadWholeAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="TargetUnavailableException">The server did not answer, refused, or its stream broke off.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var response = await SendAsync(messages, options, stream: true, cancellationToken).ConfigureAwait(false);

        if (IsPlainJson(response))
        {
            // Some servers and proxies answer a streaming request in one piece.
            var whole = await ReadWholeAsync(response, cancellationToken).ConfigureAwait(false);
            foreach (var update in whole.ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        var events = new ServerSentEvents(Body(response));
        var answer = new StreamedAnswer();
        while (await NextAsync(events, cancellationToken).ConfigureAwait(false) is { } data)
        {
            if (answer.IsEnd(data.Span))
            {
                break;
            }

            if (answer.Read(data) is { } update)
            {
                yield return update;
            }
        }

        yield return answer.Complete();
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Disposes the transport when this client owns it.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private static SdkChatClient CreateSdkClient(OpenAIChatClientOptions options, HttpClient http)
    {
        var sdk = new SdkOptions
        {
            Endpoint = options.Endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            EnableDistributedTracing = false,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
        var hasKey = !string.IsNullOrEmpty(options.ApiKey);
        sdk.AddPolicy(new OutgoingHeadersPolicy(hasKey, options.SendTraceParent), PipelinePosition.BeforeTransport);

        // The package insists on a key; the policy takes the header off again when there is none.
        return new SdkChatClient(options.Model, new ApiKeyCredential(hasKey ? options.ApiKey! : "none"), sdk);
    }

    private async Task<PipelineResponse> SendAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_unavailable is not null)
        {
            throw new TargetUnavailableException(TargetErrorKind.Authentication, _unavailable);
        }

        var body = RequestJson.Write(messages, options, _model, _limitField, stream);
        var call = new RequestOptions
        {
            CancellationToken = cancellationToken,
            ErrorOptions = ClientErrorBehaviors.NoThrow,
            BufferResponse = false,
        };

        PipelineResponse response;
        try
        {
            using var content = BinaryContent.Create(body);
            var result = await _sdk.CompleteChatAsync(content, call).ConfigureAwait(false);
            response = result.GetRawResponse();
        }
        catch (Exception exception) when (Failures.IsTransport(exception))
        {
            throw Failures.FromTransport(exception, cancellationToken);
        }

        if (response.Status is >= 200 and < 300)
        {
            return response;
        }

        using (response)
        {
            throw await Failures.FromResponseAsync(response, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<ChatResponse> ReadWholeAsync(PipelineResponse response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BoundedBody.ReadAsync(Body(response), BoundedBody.Answer, cancellationToken).ConfigureAwait(false);
            return ResponseJson.Read(body);
        }
        catch (Exception exception) when (Failures.IsTransport(exception))
        {
            throw Failures.BrokenOff(exception, cancellationToken);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> NextAsync(
        ServerSentEvents events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Failures.IsTransport(exception))
        {
            throw Failures.BrokenOff(exception, cancellationToken);
        }
    }

    private static Stream Body(PipelineResponse response) => response.ContentStream ?? Stream.Null;

    private static bool IsPlainJson(PipelineResponse response) =>
        response.Headers.TryGetValue("Content-Type", out var type)
        && type is not null
        && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
}
