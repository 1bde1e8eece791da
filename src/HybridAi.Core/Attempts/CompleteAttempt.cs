using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>One try on one target for a whole answer at once. The twin of <see cref="StreamAttempt"/>.</summary>
internal sealed class CompleteAttempt(RequestRun run, TargetState target, DraftPanel judges) : IHedgedAttempt
{
    private CancellationTokenSource? _race;
    private CancellationToken _token = run.Token;

    public AttemptMeter Meter { get; } = run.Meter(target, streaming: false);

    public ChatResponse? Response { get; private set; }

    public Exception? Error { get; private set; }

    public string? Refusal { get; private set; }

    /// <inheritdoc/>
    public ValueTask<AttemptStep> FirstAsync()
    {
        _race = CancellationTokenSource.CreateLinkedTokenSource(run.Token);
        _token = _race.Token;
        return RunAsync();
    }

    /// <inheritdoc/>
    public void Cancel() => _race?.Cancel();

    /// <inheritdoc/>
    public void Win(AttemptStep step) => _race?.Dispose();

    public ValueTask DisposeAsync()
    {
        _race?.Dispose();
        return default;
    }

    public async ValueTask<AttemptStep> RunAsync()
    {
        Meter.Enter();
        try
        {
            if (target.Availability is { Availability.State: not ModelState.Available } model)
            {
                await model.PrepareAsync(_token).ConfigureAwait(false);
            }

            await run.ConsentAsync(target).ConfigureAwait(false);
            await Meter.TakeTurnAsync(run.Request, _token).ConfigureAwait(false);
            Response = await target.Pipeline.StartAsync(TryAsync, streaming: false, _token).ConfigureAwait(false);
            Meter.FirstContent();
            Meter.Add(Response);
            Refusal ??= await JudgeAsync(Response).ConfigureAwait(false);
            return Refusal is null ? AttemptStep.Completed : AttemptStep.Refused;
        }
        catch (Exception e)
        {
            Error = e;
            return AttemptStep.Failed;
        }
        finally
        {
            Meter.Leave();
        }
    }

    private async ValueTask<ChatResponse> TryAsync(CancellationToken startToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token, startToken);
        if (Meter.Sent)
        {
            await Meter.TakeTurnAsync(run.Request, source.Token).ConfigureAwait(false);
        }

        Meter.Send();
        return judges.Asks(run, target)
            ? await DraftAsync(source.Token).ConfigureAwait(false)
            : await target.Client.GetResponseAsync(run.MessagesFor(target), run.OptionsFor(target), source.Token).ConfigureAwait(false);
    }

    // Token by token, so that a draft that begins badly is not written to its end.
    private async ValueTask<ChatResponse> DraftAsync(CancellationToken token)
    {
        Refusal = null;
        var updates = new List<ChatResponseUpdate>();
        DraftConfidence? early = null;
        await foreach (var update in target.Client
            .GetStreamingResponseAsync(run.MessagesFor(target), judges.OptionsFor(run, target), token).ConfigureAwait(false))
        {
            updates.Add(update);
            if (early is null && (early = DraftPanel.Confidence([update], complete: false)) is not null
                && (Refusal = judges.JudgeConfidence(run.Request.Policy, run.Plan.Score, target, [update], complete: false)) is not null)
            {
                break;
            }
        }

        var response = updates.ToChatResponse();
        if (Refusal is not null)
        {
            response.Usage ??= new() { InputTokenCount = early!.PromptTokens, OutputTokenCount = early.Tokens };
        }

        return response;
    }

    private async ValueTask<string?> JudgeAsync(ChatResponse response)
    {
        if (!Contents.HasContent(response))
        {
            return !run.HasNext ? null
                : target.IsOnDevice && run.MayEscalate ? "empty"
                : throw new TargetUnavailableException(
                    TargetErrorKind.Malformed, $"The target '{target.Name}' answered without content.");
        }

        if (target.IsOnDevice && AnswerRepair.NeedsWhole(run.Request, target) && response.Messages is [{ } answer])
        {
            var contents = answer.Contents.ToList();
            if (AnswerRepair.Apply(run.Request, contents))
            {
                answer = answer.Clone();
                answer.Contents = contents;
                response.Messages = [answer];
                Meter.Repaired();
            }
        }

        return target.IsOnDevice && run.MayEscalate && run.Request.Policy.HoldBackTokens > 0
            ? await judges.JudgeAsync(run, target, response.ToChatResponseUpdates(), complete: true, _token).ConfigureAwait(false)
            : null;
    }
}
