using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// The way to a device target. The target sees everything; but what it writes into calls of tools that are not on this device would leave, so such tools
/// are not offered for content that must stay, and their arguments are masked where policy masks.
/// </summary>
internal sealed class DeviceGate(Target target, GateParts parts) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Tools is not { Count: > 0 })
        {
            return await target.Client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }

        var given = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var (own, masking) = await PrepareAsync(given, options, cancellationToken).ConfigureAwait(false);
        var response = await target.Client.GetResponseAsync(given, own, cancellationToken).ConfigureAwait(false);
        if (masking is null)
        {
            return response;
        }

        var masked = new List<ChatMessage>(response.Messages.Count);
        foreach (var message in response.Messages)
        {
            // What the target handed over is copied, never changed.
            var copy = message.Clone();
            copy.Contents = await masking(message.Contents).ConfigureAwait(false);
            masked.Add(copy);
        }

        return response.WithMessages(masked);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var given = messages;
        Func<IList<AIContent>, ValueTask<List<AIContent>>>? masking = null;
        if (options?.Tools is { Count: > 0 })
        {
            var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
            (options, masking) = await PrepareAsync(list, options, cancellationToken).ConfigureAwait(false);
            given = list;
        }

        await foreach (var update in target.Client.GetStreamingResponseAsync(given, options, cancellationToken).ConfigureAwait(false))
        {
            if (masking is not null && update.Contents.Any(c => c is FunctionCallContent))
            {
                var masked = update.Clone();
                masked.Contents = await masking(update.Contents).ConfigureAwait(false);
                yield return masked;
            }
            else
            {
                yield return update;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => target.Client.GetService(serviceType, serviceKey);

    public void Dispose() => target.Client.Dispose();

    private async ValueTask<(ChatOptions Options, Func<IList<AIContent>, ValueTask<List<AIContent>>>? Masking)> PrepareAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        var policy = parts.Policy().For(options.ReadString(HybridKeys.Tenant));
        if (options.Tools!.All(t => ToolLocations.IsOnDevice(t, policy)))
        {
            return (options, null);
        }

        var labels = await parts.Labeller.LabelAsync(messages, options, policy, cancellationToken).ConfigureAwait(false) with
        {
            Inherited = parts.Conversations.Inherited(messages, options),
        };
        if (labels.Blocked(Location.Cloud) is not null)
        {
            // It must stay for what it holds, because it could not be read, or because nobody has released it.
            options = options.Clone();
            options.Tools = [.. options.Tools!.Where(t => ToolLocations.IsOnDevice(t, policy))];
            if (options.Tools.Count == 0)
            {
                (options.Tools, options.ToolMode, options.AllowMultipleToolCalls) = (null, null, null);
            }
            else if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name } && !ToolLocations.IsOnDevice(name, options, policy))
            {
                options.ToolMode = null;
            }

            return (options, null);
        }

        if (!labels.Scan.IsEmpty || parts.Conversations.HasValues(options))
        {
            var vault = parts.Conversations.Vault(options, policy.Vaults);
            var masking = new RequestMasking(parts.Labeller, policy, Location.Cloud, vault, labels.HasCompany(Location.Cloud));

            // A call repeats a value without the words that told what it is.
            await masking.NoteAsync(messages, options, cancellationToken).ConfigureAwait(false);
            parts.Conversations.Weigh(options, policy.Vaults);
            return (options, async contents =>
            {
                var masked = new List<AIContent>(contents.Count);
                foreach (var content in contents)
                {
                    masked.Add(await MaskedAsync(content, options, policy, masking, cancellationToken).ConfigureAwait(false));
                }

                return masked;
            });
        }

        return (options, null);
    }

    private async ValueTask<AIContent> MaskedAsync(
        AIContent content, ChatOptions options, HybridPolicy policy, RequestMasking masking, CancellationToken cancellationToken)
    {
        if (content is not FunctionCallContent { Arguments: { Count: > 0 } arguments } call || ToolLocations.IsOnDevice(call.Name, options, policy))
        {
            return content;
        }

        return await masking.MaskArgumentsAsync(arguments, cancellationToken).ConfigureAwait(false) is { } masked
            ? new FunctionCallContent(call.CallId, call.Name, masked) { AdditionalProperties = call.AdditionalProperties, Annotations = call.Annotations }
            : throw new TargetUnavailableException(
                TargetErrorKind.Malformed,
                $"The target '{target.Name}' called the tool '{call.Name}' with values that must stay on this device. Declare the tool as running on the device, or remove it.");
    }
}
