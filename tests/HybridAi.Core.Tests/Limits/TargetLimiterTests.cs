namespace HybridAi.Limits;

public class TargetLimiterTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Limits_AnyTraffic_HoldInEveryWindowAndStarveNobody()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var limits = new TargetLimits
            {
                RequestsPerMinute = random.Next(3) == 0 ? null : random.Next(1, 12),
                TokensPerMinute = random.Next(3) == 0 ? null : random.Next(100, 2000),
                MaxConcurrent = random.Next(3) == 0 ? null : random.Next(1, 5),
                MaxQueued = 1000,
                MaxWait = TimeSpan.FromHours(10),
            };
            await RunAsync(limits, random, $"seed {seed}, {limits}");
        }
    }

    private static async Task RunAsync(TargetLimits limits, Random random, string what)
    {
        var time = new ManualTime();
        var limiter = new TargetLimiter("t", limits, time);
        List<(int Tenant, RequestPriority Priority, long Tokens, Task<TargetLimiter.Lease> Task)> asked = [];
        List<TargetLimiter.Lease> running = [];
        HashSet<TargetLimiter.Lease> seen = [];
        for (var step = 0; step < 4000 && (step < 150 || seen.Count < asked.Count); step++)
        {
            switch (step < 150 ? random.Next(4) : random.Next(2, 4))
            {
                case 0 or 1:
                    var (tenant, priority, tokens) = (random.Next(3), (RequestPriority)random.Next(3), random.Next(1, 600));
                    asked.Add((tenant, priority, tokens, limiter.EnterAsync(tokens, $"tenant-{tenant}", priority, default).AsTask()));
                    break;
                case 2 when running.Count > 0:
                    var one = running[random.Next(running.Count)];
                    running.Remove(one);
                    one.Release();
                    break;
                default:
                    time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 20_000)));
                    break;
            }

            // Turns are handed out at once, only their tasks complete on another thread.
            while (asked.Count(a => a.Task.IsCompleted) < asked.Count - limiter.Queued)
            {
                await Task.Yield();
            }

            asked.FirstOrDefault(a => a.Task.IsFaulted).Task?.Exception.ShouldBeNull($"{what}, step {step}, running {running.Count}, queued {limiter.Queued}, fill {limiter.Fill}, at {time.GetUtcNow():s}");
            foreach (var entered in asked.Where(a => a.Task.IsCompleted).Select(a => a.Task.Result).Where(seen.Add))
            {
                running.Add(entered);
            }

            limiter.Running.ShouldBe(running.Count, what);
            (running.Count <= (limits.MaxConcurrent ?? int.MaxValue)).ShouldBeTrue(what);
        }

        seen.Count.ShouldBe(asked.Count, what);
        var turns = asked.Select(a => (a.Task.Result.At, a.Tokens, a)).OrderBy(t => t.At).ToList();
        foreach (var (at, _, _) in turns)
        {
            var window = turns.Where(t => t.At > at - _minute.Ticks && t.At <= at).ToList();
            (window.Count <= (limits.RequestsPerMinute ?? int.MaxValue)).ShouldBeTrue(what);
            (window.Count == 1 || window.Sum(t => t.Tokens) <= (limits.TokensPerMinute ?? long.MaxValue)).ShouldBeTrue(what);
        }

        foreach (var line in asked.GroupBy(a => (a.Tenant, a.Priority)))
        {
            line.Select(a => a.Task.Result.At).ShouldBeInOrder(SortDirection.Ascending, what);
        }
    }

    [Fact]
    public async Task Tenants_OneFloodsTheQueue_TakeTurns()
    {
        var limiter = new TargetLimiter("t", new() { MaxConcurrent = 1 }, new ManualTime());
        var running = await limiter.EnterAsync(1, "other", RequestPriority.Normal, default);
        var flood = Enumerable.Range(0, 20).Select(_ => limiter.EnterAsync(1, "flood", RequestPriority.Normal, default).AsTask()).ToList();
        var modest = limiter.EnterAsync(1, "modest", RequestPriority.Normal, default).AsTask();

        running.Release();
        (await flood[0]).Release();
        var second = await modest;

        flood.Skip(1).ShouldAllBe(t => !t.IsCompleted);
        second.Release();
        (await flood[1]).ShouldNotBeNull();
    }

    [Fact]
    public async Task Priority_Higher_IsServedFirst()
    {
        var limiter = new TargetLimiter("t", new() { MaxConcurrent = 1 }, new ManualTime());
        var running = await limiter.EnterAsync(1, null, RequestPriority.Normal, default);
        var low = limiter.EnterAsync(1, null, RequestPriority.Low, default).AsTask();
        var high = limiter.EnterAsync(1, null, RequestPriority.High, default).AsTask();

        running.Release();
        (await high).Release();
        (await low).ShouldNotBeNull();
    }

    [Fact]
    public async Task Wait_Cancelled_LeavesTheQueueAndItsPlace()
    {
        using var gives = new CancellationTokenSource();
        var limiter = new TargetLimiter("t", new() { MaxConcurrent = 1 }, new ManualTime());
        var running = await limiter.EnterAsync(1, null, RequestPriority.Normal, default);
        var waiting = limiter.EnterAsync(1, null, RequestPriority.Normal, gives.Token).AsTask();
        var next = limiter.EnterAsync(1, null, RequestPriority.Normal, default).AsTask();

        await gives.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        limiter.Queued.ShouldBe(1);
        running.Release();
        (await next).ShouldNotBeNull();
    }

    [Fact]
    public async Task Wait_LongerThanAllowed_IsRefusedAtOnceOrAfterThatTime()
    {
        var time = new ManualTime();
        var limiter = new TargetLimiter("t", new() { RequestsPerMinute = 1, MaxConcurrent = 2, MaxWait = TimeSpan.FromSeconds(20) }, time);
        var first = await limiter.EnterAsync(1, null, RequestPriority.Normal, default);

        limiter.TooLong(1).ShouldBe(_minute);
        Should.Throw<TargetUnavailableException>(() => { _ = limiter.EnterAsync(1, null, RequestPriority.Normal, default).AsTask(); }).Kind.ShouldBe(TargetErrorKind.RateLimited);
        time.Advance(TimeSpan.FromSeconds(45));
        limiter.TooLong(1).ShouldBeNull();
        var second = limiter.EnterAsync(1, null, RequestPriority.Normal, default).AsTask();
        time.Advance(TimeSpan.FromSeconds(16));
        (await second).At.ShouldBeGreaterThanOrEqualTo(first.At + _minute.Ticks);
    }

    [Fact]
    public async Task Wait_WithoutAFreePlace_EndsAfterTheLongestWait()
    {
        var time = new ManualTime();
        var limiter = new TargetLimiter("t", new() { MaxConcurrent = 1, MaxQueued = 1 }, time);
        await limiter.EnterAsync(1, null, RequestPriority.Normal, default);
        var waiting = limiter.EnterAsync(1, null, RequestPriority.Normal, default).AsTask();

        limiter.TooLong(1).ShouldNotBeNull();
        Should.Throw<TargetUnavailableException>(() => { _ = limiter.EnterAsync(1, null, RequestPriority.Normal, default).AsTask(); });
        time.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<TargetUnavailableException>(() => waiting)).Kind.ShouldBe(TargetErrorKind.RateLimited);
    }

    [Fact]
    public async Task Pause_AskedForByTheTarget_IsKept()
    {
        var time = new ManualTime();
        var limiter = new TargetLimiter("t", new() { RequestsPerMinute = 100, MaxWait = TimeSpan.FromSeconds(30) }, time);
        limiter.Pause(TimeSpan.FromSeconds(25));
        var waiting = limiter.EnterAsync(1, null, RequestPriority.Normal, default).AsTask();

        time.Advance(TimeSpan.FromSeconds(24));
        waiting.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        (await waiting).ShouldNotBeNull();
    }

    [Fact]
    public async Task Tokens_Settled_MakeRoomForOthers()
    {
        var limiter = new TargetLimiter("t", new() { TokensPerMinute = 1000 }, new ManualTime());
        var first = await limiter.EnterAsync(900, null, RequestPriority.Normal, default);
        limiter.Fill.ShouldBe(0.9);

        first.Settle(100);

        limiter.Fill.ShouldBe(0.1);
        (await limiter.EnterAsync(800, null, RequestPriority.Normal, default)).ShouldNotBeNull();
    }
}
