using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Runs shadows one after the other, behind the answers. Bounded; never delays or fails a request.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Usage", "CA2213:Disposable fields should be disposed", Justification = "A shadow that is just ending still reads its token; cancelled, the source holds nothing.")]
internal sealed class ShadowRunner(DraftPanel judges, IRouteObserver? observer, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _ends = new();
    private readonly Queue<Job> _jobs = new();
    private readonly object _lock = new();
    private bool _working;

    /// <summary>The device target that would run beside a request, or <see langword="null"/> when the request gets no shadow.</summary>
    public static TargetState? Choose(RequestSnapshot request, RoutePlan plan) =>
        request.Policy.Shadow is { Share: > 0 } policy && StableHash.Share("shadow", plan.Decision.Id) < policy.Share
            ? plan.Ranked.Find(t => t is { IsOnDevice: true, IsReady: true })
            : null;

    /// <summary>Queues a shadow; dropped when too many wait or the model has real work to do.</summary>
    public bool Offer(RequestSnapshot request, RouteDecision decision, TargetState target, string given, AnswerSketch answer)
    {
        lock (_lock)
        {
            if (_ends.IsCancellationRequested || _jobs.Count >= request.Policy.Shadow.MaxQueued || target.Availability is { IsBusy: true })
            {
                Telemetry.Shadowed(target.Name, "dropped");
                return false;
            }

            _jobs.Enqueue(new(request, decision, target, given, answer));
            if (!_working)
            {
                _working = true;
                _ = Task.Run(WorkAsync);
            }

            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _jobs.Clear();
        }

        _ends.Cancel();
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            Job job;
            lock (_lock)
            {
                if (!_jobs.TryDequeue(out job!))
                {
                    _working = false;
                    return;
                }
            }

            var outcome = await RunAsync(job).ConfigureAwait(false);
            Telemetry.Shadowed(job.Target.Name, outcome.Shadow.Result == AttemptResult.Shadow ? "compared" : "failed");
            if (observer is { IsEnabled: true })
            {
                observer.Shadowed(outcome);
            }
        }
    }

    private async Task<ShadowOutcome> RunAsync(Job job)
    {
        var (request, target) = (job.Request, job.Target);
        var meter = new AttemptMeter(target, job.Decision.Signals.Tokens, null, time);
        using var deadline = new CancellationTokenSource(request.Policy.Deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _ends.Token);
        meter.Enter();
        try
        {
            await meter.TakeTurnAsync(request, both.Token, RequestPriority.Low).ConfigureAwait(false);
            meter.Send();
            var options = request.OptionsFor(target) ?? new();
            options.MaxOutputTokens = Math.Min(options.MaxOutputTokens ?? int.MaxValue, request.Policy.Shadow.MaxOutputTokens);
            var response = await target.Client.GetResponseAsync(request.Messages, options, both.Token).ConfigureAwait(false);
            meter.FirstContent();
            meter.Add(response);
            var refused = await judges.JudgeShadowAsync(request, target, response.ToChatResponseUpdates(), both.Token).ConfigureAwait(false);
            meter.Leave();
            var sketch = HybridChatClient.SketchOf(response);
            return Outcome(job, meter.Outcome(AttemptResult.Shadow, refused)) with
            {
                Refused = refused,
                Overlap = Math.Round(sketch.Overlap(job.Answer), 4),
                LengthRatio = job.Answer.Characters == 0 ? null : Math.Round((double)sketch.Characters / job.Answer.Characters, 4),
                SameTools = sketch.SameTools(job.Answer),
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            meter.Leave();
            return Outcome(job, meter.Outcome(AttemptResult.Failed, Failure.Code(e)));
        }
    }

    private static ShadowOutcome Outcome(Job job, AttemptOutcome attempt) =>
        new() { Id = job.Decision.Id, Given = job.Given, Shadow = attempt, Score = job.Decision.Score };

    private sealed record Job(RequestSnapshot Request, RouteDecision Decision, TargetState Target, string Given, AnswerSketch Answer);
}
