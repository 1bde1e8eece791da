using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Keeps a record of every call of a target that is used alone. What goes through a router is recorded by the router.</summary>
internal sealed class AuditedChatClient(IChatClient gate, Target target, GateParts parts, IAuditSink sink, TimeProvider time, Func<string> nextId) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var given = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new GateCall();
        try
        {
            await BeginAsync(call, given, options, cancellationToken).ConfigureAwait(false);
            var response = await gate.GetResponseAsync(given, With(options, call), cancellationToken).ConfigureAwait(false);
            Write(call, options, AuditResult.Answered);
            return response;
        }
        catch (Exception e)
        {
            Write(call, options, AuditEntries.Result(e), e);
            throw;
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var given = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new GateCall();
        var result = AuditResult.Cancelled; // Who stops reading has cancelled.
        Exception? thrown = null;
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        try
        {
            while (true)
            {
                try
                {
                    if (updates is null)
                    {
                        await BeginAsync(call, given, options, cancellationToken).ConfigureAwait(false);
                        updates = gate.GetStreamingResponseAsync(given, With(options, call), cancellationToken).GetAsyncEnumerator(cancellationToken);
                    }

                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        result = AuditResult.Answered;
                        break;
                    }
                }
                catch (Exception e)
                {
                    (result, thrown) = (AuditEntries.Result(e), e);
                    throw;
                }

                call.Begun = true;
                yield return updates.Current;
            }
        }
        finally
        {
            if (updates is not null)
            {
                await updates.DisposeAsync().ConfigureAwait(false);
            }

            Write(call, options, result, thrown);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : gate.GetService(serviceType, serviceKey);
    }

    public void Dispose() => gate.Dispose();

    private async ValueTask BeginAsync(GateCall call, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var location = target.Profile.Location;
        var policy = call.Policy = parts.Policy().For(options.ReadString(HybridKeys.Tenant));
        cancellationToken.ThrowIfCancellationRequested();

        // For the record only: the gate looks again at what it sends.
        call.Labels = await parts.Labeller.LabelAsync(messages, options, policy, cancellationToken).ConfigureAwait(false);
        if (location != Privacy.Location.Device && !sink.MayLeave)
        {
            throw Refusal.None([new(target.Name, location, false, IneligibleReasons.Audit)], RouteDecision.NoLabels);
        }
    }

    // The gate takes it out again; a device target has no need of it.
    private ChatOptions? With(ChatOptions? options, GateCall call)
    {
        if (target.Profile.Location == Privacy.Location.Device)
        {
            return options;
        }

        var own = options?.Clone() ?? new();
        own.AdditionalProperties = own.AdditionalProperties is { } properties ? new(properties) : [];
        own.AdditionalProperties[HybridKeys.GateCall] = call;
        return own;
    }

    private void Write(GateCall call, ChatOptions? options, AuditResult result, Exception? thrown = null)
    {
        var location = target.Profile.Location;
        var seen = call.Sent ? location : Privacy.Location.Cloud;
        sink.Write(new()
        {
            Id = nextId(),
            At = time.GetUtcNow(),
            Tenant = options.ReadString(HybridKeys.Tenant),
            Conversation = options.ReadString(HybridKeys.ConversationKey),
            Result = result,
            Target = result == AuditResult.Answered ? target.Name : null,
            Location = result == AuditResult.Answered ? location : null,
            Sent = call.Sent ? [new(target.Name, location, Outcome(call, result))] : [],
            Labels = call.Labels?.At(seen).Labels ?? (thrown as NoEligibleTargetException)?.Labels ?? [],
            Masked = call.Sent ? call.Labels?.MaskedAt(location) ?? 0 : 0,
            Consent = call.Consent?.ToString(),
            Revision = (call.Policy ?? parts.Policy()).Revision,
        });
    }

    private static AttemptResult Outcome(GateCall call, AuditResult result) => result switch
    {
        AuditResult.Answered => AttemptResult.Committed,
        AuditResult.Cancelled => AttemptResult.Cancelled,
        _ => call.Begun ? AttemptResult.Broken : AttemptResult.Failed,
    };
}

/// <summary>What is known of one call of a gate that nobody routes.</summary>
internal sealed class GateCall
{
    /// <summary>The policy of the call.</summary>
    public HybridPolicy? Policy { get; set; }

    /// <summary>What was found.</summary>
    public RequestLabels? Labels { get; set; }

    /// <summary>Whether the gate let it pass.</summary>
    public bool Sent { get; set; }

    /// <summary>Whether the caller has a part of the answer.</summary>
    public bool Begun { get; set; }

    /// <summary>What was answered to a question for consent, if one was asked.</summary>
    public ConsentAnswer? Consent { get; set; }
}
