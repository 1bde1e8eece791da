using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What the next step of a streamed attempt is.</summary>
internal enum AttemptStep
{
    /// <summary>An update may be handed on.</summary>
    Update,

    /// <summary>The answer is complete.</summary>
    Completed,

    /// <summary>The draft was refused; nothing was handed on.</summary>
    Refused,

    /// <summary>The target failed.</summary>
    Failed,
}

/// <summary>One streamed try on one target. Holds updates back until the attempt may commit.</summary>
/// <remarks>
/// The attempt owns the token its target sees: the pipeline's token only ends the start, it may be pooled and must not be kept.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Usage", "CA2213:Disposable fields should be disposed", Justification = "EndTryAsync disposes them; the analyser does not look inside.")]
internal sealed class StreamAttempt(RequestRun run, TargetState target, DraftPanel judges, TimeProvider time, bool continues = false) : IHedgedAttempt
{
    private readonly AttemptMeter _meter = run.Meter(target, streaming: true);
    private readonly List<ChatResponseUpdate> _held = new(4);
    private CancellationTokenSource? _source;
    private CancellationTokenSource? _race;
    private bool _holds;
    private CancellationToken _token = run.Token;
    private IAsyncEnumerator<ChatResponseUpdate>? _updates;
    private ITimer? _silence;
    private bool _silent;
    private bool _released;
    private bool _ended;
    private int _next;
    private readonly LoopWatch? _loops = target.IsOnDevice && run.Request.Policy.StopLoops ? new() : null;

    public AttemptMeter Meter => _meter;

    public ChatResponseUpdate Current { get; private set; } = null!;

    public Exception? Error { get; private set; }

    public string? Refusal { get; private set; }

    /// <summary>The text held back so far: the draft, when it was refused.</summary>
    public string Draft => string.Concat(_held.Select(u => u.Text));

    /// <summary>Whether content was handed on.</summary>
    public bool Committed { get; private set; }

    /// <inheritdoc/>
    public ValueTask<AttemptStep> FirstAsync()
    {
        _holds = true;
        _race = CancellationTokenSource.CreateLinkedTokenSource(run.Token);
        _token = _race.Token;
        return MoveNextAsync();
    }

    /// <inheritdoc/>
    public void Cancel() => _race?.Cancel();

    /// <inheritdoc/>
    public void Win(AttemptStep step)
    {
        _holds = false;
        if (step == AttemptStep.Update && Contents.HasContent(Current))
        {
            CommitNow();
        }
    }

    public async ValueTask<AttemptStep> MoveNextAsync()
    {
        _meter.Enter();
        try
        {
            if (!_released)
            {
                await StartAsync().ConfigureAwait(false);
                Refusal = await HoldBackAsync().ConfigureAwait(false);
                if (Refusal is not null)
                {
                    return AttemptStep.Refused;
                }

                _released = true;
                WatchSilence();
            }

            if (_next < _held.Count)
            {
                Current = _held[_next++];
                _loops?.Add(Current);
                return Handed();
            }

            if (!_ended && await ReadAsync().ConfigureAwait(false))
            {
                Current = _held[^1];
                _held.Clear();
                _next = 0;
                if (_loops?.Add(Current) == true)
                {
                    await StopAsync().ConfigureAwait(false);
                }

                return Handed();
            }

            return AttemptStep.Completed;
        }
        catch (Exception e) when (!_silent)
        {
            Error = e;
            return AttemptStep.Failed;
        }
        catch (Exception e)
        {
            Error = new TargetUnavailableException(
                TargetErrorKind.Transient,
                $"The target '{target.Name}' fell silent for {run.Request.Policy.BetweenTokens} inside its answer.",
                innerException: e);
            return AttemptStep.Failed;
        }
        finally
        {
            _meter.Leave();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _silence?.Dispose();
        await EndTryAsync().ConfigureAwait(false);
        _race?.Dispose();
    }

    // The target is cancelled; what it used is estimated. The update that is under way is the last one.
    private async ValueTask StopAsync()
    {
        await EndTryAsync().ConfigureAwait(false);
        _ended = true;
        _meter.Ended = LoopWatch.Reason;
        Current = Current.Clone();
        Current.FinishReason = ChatFinishReason.Length;
    }

    private AttemptStep Handed()
    {
        if (!continues && !_holds && Contents.HasContent(Current))
        {
            CommitNow();
        }

        return AttemptStep.Update;
    }

    /// <summary>Content is handed on. An attempt that goes on with a broken answer commits only when its text fits.</summary>
    public void CommitNow()
    {
        if (!Committed)
        {
            Committed = true;
            run.Commit(_meter);
        }
    }

    private async ValueTask StartAsync()
    {
        if (target.Availability is { Availability.State: not ModelState.Available } model)
        {
            await model.PrepareAsync(_token).ConfigureAwait(false);
        }

        await run.ConsentAsync(target).ConfigureAwait(false);
        await _meter.TakeTurnAsync(run.Request, _token).ConfigureAwait(false);
        await target.Pipeline.StartAsync(TryStartAsync, streaming: true, _token).ConfigureAwait(false);
    }

    private async ValueTask<bool> TryStartAsync(CancellationToken startToken)
    {
        await EndTryAsync().ConfigureAwait(false);
        _held.Clear();
        _ended = false;
        _source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using var ends = startToken.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
        if (_meter.Sent)
        {
            await _meter.TakeTurnAsync(run.Request, _source.Token).ConfigureAwait(false);
        }

        _meter.Send();
        _updates = target.Client
            .GetStreamingResponseAsync(run.MessagesFor(target), judges.OptionsFor(run, target), _source.Token)
            .GetAsyncEnumerator(_source.Token);
        while (await ReadAsync().ConfigureAwait(false))
        {
            if (Contents.HasContent(_held[^1]))
            {
                _meter.FirstContent();
                return true;
            }
        }

        return false;
    }

    private async ValueTask<string?> HoldBackAsync()
    {
        if (_ended && !_held.Exists(Contents.HasContent))
        {
            return Empty();
        }

        if (!target.IsOnDevice)
        {
            return null;
        }

        if (!run.MayEscalate)
        {
            await MendCallAsync().ConfigureAwait(false);
            return null;
        }

        var wanted = run.Request.Policy.HoldBackTokens is > 0 && AnswerRepair.NeedsWhole(run.Request, target)
            ? int.MaxValue : run.Request.Policy.HoldBackTokens;
        while (!_ended && HeldTokens() < wanted && await ReadAsync().ConfigureAwait(false))
        {
        }

        if (wanted == int.MaxValue)
        {
            Repair();
        }

        return wanted == 0 ? null : await judges.JudgeAsync(run, target, _held, _ended, _source!.Token).ConfigureAwait(false);
    }

    // Nobody could take over, but a call that was written as text is no answer: what may become one is read to its end and mended.
    private async ValueTask MendCallAsync()
    {
        if (run.Request.Policy.HoldBackTokens == 0 || !AnswerRepair.MayCall(run.Request, target))
        {
            return;
        }

        for (var head = Draft; AnswerRepair.MayBecomeACall(head) && !_held.Exists(static u => u.Contents.Any(c => c is TextReasoningContent));)
        {
            if (_ended || !await ReadAsync().ConfigureAwait(false))
            {
                Repair();
                return;
            }

            head = head.Length < 64 ? Draft : head;
        }
    }

    // All contents at once, as they would stand in a whole answer; what was mended stands where the first of them stood.
    private void Repair()
    {
        var all = _held.SelectMany(u => u.Contents).ToList();
        if (!AnswerRepair.Apply(run.Request, all))
        {
            return;
        }

        var first = _held[0].Clone();
        first.Contents = [.. all.Where(c => c is not UsageContent)];
        var last = _held[^1].Clone();
        last.Contents = [.. all.OfType<UsageContent>()];
        _held.Clear();
        _held.AddRange([first, last]);
        _meter.Repaired();
    }

    // Nothing at all is no answer: another target takes over if there is one, else the caller gets what there is.
    private string? Empty()
    {
        if (!run.HasNext)
        {
            return null;
        }

        return target.IsOnDevice && run.MayEscalate
            ? "empty"
            : throw new TargetUnavailableException(
                TargetErrorKind.Malformed, $"The target '{target.Name}' ended its stream without an answer.");
    }

    // A local model sends about one token per update; a target that sends more at once is judged by its characters.
    private int HeldTokens()
    {
        var updates = 0;
        var characters = 0;
        foreach (var update in _held)
        {
            var length = update.Text.Length;
            updates += length > 0 ? 1 : 0;
            characters += length;
        }

        return Math.Max(updates, characters / 6);
    }

    private async ValueTask<bool> ReadAsync()
    {
        // Runs only while the target is waited for: how long the caller takes between updates is no silence of the target.
        _silence?.Change(run.Request.Policy.BetweenTokens, Timeout.InfiniteTimeSpan);
        var more = await _updates!.MoveNextAsync().ConfigureAwait(false);
        _silence?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (more)
        {
            var update = _updates.Current;
            _meter.Add(update);
            _held.Add(update);
            return true;
        }

        _ended = true;
        return false;
    }

    private void WatchSilence() => _silence = time.CreateTimer(
        static state =>
        {
            var attempt = (StreamAttempt)state!;
            try
            {
                attempt._silent = true;
                attempt._source?.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The attempt ended while the timer fired.
            }
        },
        this,
        Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);

    // Cancels first: a target may be deep in work when the caller stops reading.
    private async ValueTask EndTryAsync()
    {
        if (_source is not { } source)
        {
            return;
        }

        _source = null;
        if (!_ended)
        {
            await source.CancelAsync().ConfigureAwait(false);
        }

        if (_updates is { } updates)
        {
            _updates = null;
            try
            {
                await updates.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The attempt is over; how its target cleans up changes nothing for the caller.
            }
        }

        source.Dispose();
    }
}
