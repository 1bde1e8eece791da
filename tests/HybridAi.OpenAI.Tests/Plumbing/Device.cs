using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace HybridAi.Plumbing;

/// <summary>A device target that says again what it was told, or fails with it in the exception: nothing about it is discreet.</summary>
internal sealed class Device : IChatClient
{
    private DevicePlan[] _plans = [];
    private int _next;

    public void Plan(DevicePlan[] plans)
    {
        _plans = plans;
        _next = 0;
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var at = Interlocked.Increment(ref _next) - 1; // A shadow may run beside the next request.
        var plan = at < _plans.Length ? _plans[at] : DevicePlan.Echoes;
        var text = string.Join(" ", messages.Where(m => m.Role == ChatRole.User).Select(m => m.Text));
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        switch (plan)
        {
            case DevicePlan.Throws:
                throw new InvalidOperationException("failed at: " + text);
            case DevicePlan.Refuses:
                yield return new(ChatRole.Assistant, "I don't know.");
                yield break;
            case DevicePlan.CallsTool when options?.Tools is { Count: > 0 }:
                yield return new(ChatRole.Assistant, [new FunctionCallContent("call_d", "send_note", new Dictionary<string, object?> { ["to"] = "all", ["note"] = text })]);
                yield break;
            case DevicePlan.BadToolCall when options?.Tools is { Count: > 0 }:
                yield return new(ChatRole.Assistant, [new FunctionCallContent("call_d", "no_such_tool", new Dictionary<string, object?> { ["note"] = text }) { Exception = new FormatException("bad arguments: " + text) }]);
                yield break;
        }

        yield return new(ChatRole.Assistant, "You said: ");
        var pieces = 0;
        foreach (var piece in text.Chunk(9))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(ChatRole.Assistant, new string(piece));
            if (plan == DevicePlan.DiesMidStream || (plan == DevicePlan.DiesLater && ++pieces == 4))
            {
                throw new InvalidOperationException("failed at: " + text);
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
