using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace HybridAi.Registration.Upstream;

/// <summary>Does what upstream's logging middleware does: names of calls at debug level, messages, options and answers as JSON at trace level.</summary>
internal sealed class LoggingChatClient(IChatClient inner, ILogger logger) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Invoked(messages, options);
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        Trace("completed", response);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Invoked(messages, options);
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            Trace("update", update);
            yield return update;
        }
    }

#pragma warning disable CA1848, CA2254, CA1873 // As upstream has it, in small.
    private void Invoked(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        logger.LogDebug("invoked");
        Trace("messages", messages);
        Trace("options", options);
    }

    private void Trace<T>(string what, T value)
    {
        if (logger.IsEnabled(LogLevel.Trace))
        {
            logger.LogTrace($"{what}: {JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions)}");
        }
    }
#pragma warning restore CA1848, CA2254, CA1873
}

/// <summary>Does what upstream's telemetry middleware does: a span per call, with messages and answer in it when sensitive data is enabled.</summary>
internal sealed class OpenTelemetryChatClient(IChatClient inner, ActivitySource source, bool enableSensitiveData) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var span = source.StartActivity("chat", ActivityKind.Client);
        Tag(span, "gen_ai.input.messages", messages);
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        Tag(span, "gen_ai.output.messages", response.Messages);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var span = source.StartActivity("chat", ActivityKind.Client);
        Tag(span, "gen_ai.input.messages", messages);
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
            yield return update;
        }

        Tag(span, "gen_ai.output.messages", updates.ToChatResponse().Messages);
    }

    private void Tag<T>(Activity? span, string name, T value)
    {
        if (enableSensitiveData)
        {
            span?.SetTag(name, JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions));
        }
    }
}
