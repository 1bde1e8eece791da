namespace HybridAi;

/// <summary>Starts one attempt, and a second one on another target when the first takes long to begin. Whoever may be handed on first is the request's attempt.</summary>
internal static class HedgedStart
{
    /// <param name="run">The request.</param>
    /// <param name="target">The chosen target.</param>
    /// <param name="streaming">Whether the answer is streamed.</param>
    /// <param name="start">Makes the attempt on a target.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The attempt that goes on, with its first step; without one where there is no race. The other attempt is settled.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up while both ran.</exception>
    /// <exception cref="TargetUnavailableException">The deadline passed while both ran.</exception>
    public static ValueTask<(T Attempt, AttemptStep? Step)> OfAsync<T>(
        RequestRun run, TargetState target, bool streaming, Func<TargetState, T> start, TimeProvider time)
        where T : class, IHedgedAttempt
    {
        var first = start(target);
        return run.HedgeAfter(target, streaming) is { } wait ? WonAsync(RaceAsync(run, first, wait, start, time)) : new((first, null));
    }

    private static async ValueTask<(T Attempt, AttemptStep? Step)> WonAsync<T>(ValueTask<(T Attempt, AttemptStep Step)> race)
        where T : class, IHedgedAttempt
    {
        var (attempt, step) = await race.ConfigureAwait(false);
        attempt.Win(step);
        return (attempt, step);
    }

    private static async ValueTask<(T Attempt, AttemptStep Step)> RaceAsync<T>(
        RequestRun run, T first, TimeSpan wait, Func<TargetState, T> start, TimeProvider time)
        where T : class, IHedgedAttempt
    {
        var one = new Racer<T>(first);
        if (await one.EndsWithinAsync(wait, time, run.Token).ConfigureAwait(false) || first.Meter.ToFirstContent is not null || !run.TryHedge(first.Meter.Target, out var target))
        {
            return (first, await one.Step.ConfigureAwait(false));
        }

        var two = new Racer<T>(start(target));
        var ended = await Task.WhenAny(one.Step, two.Step).ConfigureAwait(false) == one.Step ? one : two;
        var other = ended == one ? two : one;
        var step = await ended.Step.ConfigureAwait(false);
        if (step is AttemptStep.Update or AttemptStep.Completed)
        {
            run.Outran(other.Attempt.Meter, ended == one ? "lost" : "won");
            other.Abandon();
            return (ended.Attempt, step);
        }

        // One is out of the race: the other is an attempt like any.
        await ended.Attempt.DisposeAsync().ConfigureAwait(false);
        try
        {
            run.Dropped(ended.Attempt, step, isSecond: ended == two);
        }
        catch
        {
            run.Stopped(other.Attempt.Meter);
            other.Abandon();
            throw;
        }

        step = await other.Step.ConfigureAwait(false);
        run.RanAlone(isSecond: other == two, step);
        return (other.Attempt, step);
    }

    private sealed class Racer<T>(T attempt)
        where T : class, IHedgedAttempt
    {
        public T Attempt { get; } = attempt;

        public Task<AttemptStep> Step { get; } = attempt.FirstAsync().AsTask();

        public async ValueTask<bool> EndsWithinAsync(TimeSpan wait, TimeProvider time, CancellationToken token)
        {
            if (Step.IsCompleted)
            {
                return true;
            }

            using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
            var ended = await Task.WhenAny(Step, Task.Delay(wait, time, over.Token)).ConfigureAwait(false) == Step;
            await over.CancelAsync().ConfigureAwait(false);
            return ended || token.IsCancellationRequested;
        }

        // It is settled already: how long its target takes to notice is nobody's wait.
        public void Abandon()
        {
            Attempt.Cancel();
            _ = EndAsync();
        }

        private async Task EndAsync()
        {
            try
            {
                await Step.ConfigureAwait(false);
                await Attempt.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // An attempt tells its errors as a step; what is thrown here concerns nobody any more.
            }
        }
    }
}
