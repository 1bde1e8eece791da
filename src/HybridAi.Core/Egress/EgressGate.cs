using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>The only way to an off-device target. Sends nothing but freshly built copies of what it knows.</summary>
internal sealed class EgressGate : IChatClient
{
    private readonly Target _target;

    private EgressGate(Target target) => _target = target;

    /// <summary>The client through which a target may be called.</summary>
    public static IChatClient Around(Target target) =>
        target.Profile.Location == Privacy.Location.Device || target.Client is EgressGate ? target.Client : new EgressGate(target);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (cleared, clearedOptions) = Clear(messages, options);
        return await _target.Client.GetResponseAsync(cleared, clearedOptions, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (cleared, clearedOptions) = Clear(messages, options);
        await foreach (var update in _target.Client
            .GetStreamingResponseAsync(cleared, clearedOptions, cancellationToken)
            .ConfigureAwait(false))
        {
            yield return update;
        }
    }

    // Metadata only: anything else could lead around the gate.
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(ChatClientMetadata) ? _target.Client.GetService(serviceType)
            : null;
    }

    public void Dispose() => _target.Client.Dispose();

    private static (List<ChatMessage> Messages, ChatOptions? Options) Clear(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);

        return (Rebuild.Messages(messages), Rebuild.Options(options));
    }
}

/// <summary>Gives wiring code the only client of a target that it may hand to an application.</summary>
public static class Egress
{
    /// <summary>The client through which a target may be called: for off-device targets behind the egress gate.</summary>
    /// <param name="target">The target.</param>
    public static IChatClient Wrap(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);

        return EgressGate.Around(target);
    }
}
