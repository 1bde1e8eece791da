using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Measures one attempt: time spent waiting for the target, tokens, cost. Used by one thread at a time.</summary>
internal sealed class AttemptMeter(TargetState target, int estimatedInput, Activity? span, TimeProvider time)
{
    private readonly object _lock = new();
    private const string ContextExceeded = "context-exceeded";

    private long _active;
    private long _entered;
    private long _characters;
    private TimeSpan? _firstContent;
    private UsageDetails? _usage;
    private TargetLimiter.Lease? _turn;
    private bool _sent;
    private bool _repaired;
    private bool _over;

    public TargetState Target { get; } = target;

    /// <summary>What is reserved for it.</summary>
    public Reservation? Reserved { get; set; }

    /// <summary>Learns how long the target takes to begin; <see langword="null"/> for nobody.</summary>
    public StartTimes? Starts { get; init; }

    /// <summary>Time runs from here. Makes the attempt's span current: a stream loses it each time its reader takes over.</summary>
    public void Enter()
    {
        _entered = time.GetTimestamp();
        if (span is not null)
        {
            Activity.Current = span;
        }
    }

    /// <summary>Whether anything was sent to the target; waiting for a turn sends nothing.</summary>
    public bool Sent => _sent;

    /// <summary>Waits for the target's limits. Every try takes a turn of its own: a retry is a request, too.</summary>
    public async ValueTask TakeTurnAsync(RequestSnapshot request, CancellationToken cancellationToken, RequestPriority? priority = null)
    {
        if (Target.Limiter is { } limiter)
        {
            _turn?.Release();
            _turn = null;
            var turn = await limiter.EnterAsync(Worst(request), request.Tenant, priority ?? request.Priority, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                if (!_over)
                {
                    _turn = turn;
                    return;
                }
            }

            turn.Release();
            throw new OperationCanceledException();
        }
    }

    /// <summary>Why a committed answer ends early; <see langword="null"/> when it does not.</summary>
    public string? Ended { get; set; }

    /// <summary>The answer was mended before it was judged.</summary>
    public void Repaired() => _repaired = true;

    /// <summary>The target is about to be asked.</summary>
    /// <exception cref="OperationCanceledException">The attempt is settled already: it was outrun.</exception>
    public void Send()
    {
        lock (_lock)
        {
            if (_over)
            {
                throw new OperationCanceledException();
            }

            if (!_sent)
            {
                _sent = true;
                Target.Started();
            }
        }
    }

    public void Leave() => _active += time.GetTimestamp() - _entered;

    public void FirstContent() => _firstContent ??= Elapsed(_active + time.GetTimestamp() - _entered);

    public void Add(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents.Each())
        {
            Add(content);
        }
    }

    public void Add(ChatResponse response)
    {
        _usage = response.Usage;
        foreach (var message in response.Messages)
        {
            foreach (var content in message.Contents.Each())
            {
                Add(content);
            }
        }
    }

    /// <summary>The attempt is over. An attempt that was outrun may still run on its own thread: nothing it does from here on counts.</summary>
    public AttemptOutcome Outcome(AttemptResult result, string? reason)
    {
        lock (_lock)
        {
            if (result is AttemptResult.Outrun)
            {
                Leave();
            }

            return Measured(result, reason);
        }
    }

    private AttemptOutcome Measured(AttemptResult result, string? reason)
    {
        var started = _firstContent is not null || _usage is not null || result is AttemptResult.Committed
            // Who gives up on a request that was sent pays for its prompt all the same.
            || (_sent && result is AttemptResult.Cancelled or AttemptResult.Outrun);
        var input = _usage?.InputTokenCount ?? (started ? estimatedInput : null);
        var output = _usage?.OutputTokenCount ?? (started ? (long)Math.Ceiling(_characters / 3.6) : null);
        var cached = _usage?.CachedInputTokenCount;
        var outcome = new AttemptOutcome(
            Target.Name,
            result,
            reason,
            Math.Round(Elapsed(_active).TotalMilliseconds, 2),
            _firstContent is { } first ? Math.Round(first.TotalMilliseconds, 2) : null,
            input,
            cached,
            output,
            Target.Cost(input ?? 0, Math.Min(cached ?? 0, input ?? 0), output ?? 0),
            Estimated: started && _usage?.OutputTokenCount is null,
            Repaired: _repaired);
        Telemetry.Attempted(span, Target, outcome);
        End(outcome);
        return outcome;
    }

    /// <summary>Time to the first content, for the target's moving average.</summary>
    public TimeSpan? ToFirstContent => _firstContent;

    private void End(AttemptOutcome outcome)
    {
        if (_over)
        {
            return;
        }

        _over = true;
        if (_usage?.InputTokenCount is { } counted)
        {
            Target.NoteTokens(estimatedInput, counted);
        }
        else if (outcome.Reason == ContextExceeded)
        {
            Target.NoteOverflow(estimatedInput);
        }

        if (_sent)
        {
            Target.Ended(outcome.Result, _firstContent);
            if ((_firstContent ?? (outcome.Result is AttemptResult.Outrun ? Elapsed(_active) : null)) is { } start)
            {
                // Who was outrun would have taken longer still; without it the usual time would only ever shrink.
                Starts?.Add(start);
            }
        }

        if (_turn is { } turn)
        {
            turn.Settle((outcome.InputTokens ?? 0) + (outcome.OutputTokens ?? 0));
            turn.Release();
        }
    }

    // What the target will count against its rate: the prompt, and an answer of ordinary length.
    private long Worst(RequestSnapshot request) =>
        estimatedInput + (long)Math.Min(request.Options?.MaxOutputTokens ?? ContextPlan.DefaultAnswer, Target.Profile.MaxOutputTokens ?? int.MaxValue);

    private void Add(AIContent content)
    {
        switch (content)
        {
            case UsageContent { Details: { } details }:
                (_usage ??= new()).Add(details);
                break;
            case TextReasoningContent { Text: { } reasoning }:
                _characters += reasoning.Length;
                break;
            case TextContent { Text: { } text }:
                _characters += text.Length;
                break;
            case FunctionCallContent call:
                _characters += 8 + call.Name.Length + (12 * (call.Arguments?.Count ?? 0));
                break;
        }
    }

    private TimeSpan Elapsed(long ticks) => time.GetElapsedTime(0, ticks);
}
