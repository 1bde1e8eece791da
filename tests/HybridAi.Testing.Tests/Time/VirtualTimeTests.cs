namespace HybridAi.Testing.Tests.Time;

public sealed class VirtualTimeTests
{
    [Fact]
    public async Task Wait_OfAnHour_TakesNoTimeAndMovesTheClockByAnHour()
    {
        var time = new VirtualTime();

        await time.WaitAsync(TimeSpan.FromHours(1));

        time.Elapsed.ShouldBe(TimeSpan.FromHours(1));
        time.GetElapsedTime(0).ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Timers_OnTheWay_FireInOrderAtTheirExactMoments()
    {
        var time = new VirtualTime();
        var fired = new List<(string Name, TimeSpan At)>();
        using var second = time.CreateTimer(_ => fired.Add(("second", time.Elapsed)), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var every = time.CreateTimer(_ => fired.Add(("every", time.Elapsed)), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        using var late = time.CreateTimer(_ => fired.Add(("late", time.Elapsed)), null, TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan);

        await time.WaitAsync(TimeSpan.FromSeconds(5));

        fired.ShouldBe([("every", TimeSpan.FromSeconds(1)), ("second", TimeSpan.FromSeconds(2)), ("every", TimeSpan.FromSeconds(4))]);
    }

    [Fact]
    public async Task Wait_WithATimeout_EndsAtTheTimeout()
    {
        var time = new VirtualTime();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);

        await Should.ThrowAsync<OperationCanceledException>(() => time.WaitAsync(Timeout.InfiniteTimeSpan, timeout.Token));

        time.Elapsed.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Advance_WithoutAnyoneWaiting_IsTheOnlyThingThatMovesIt()
    {
        var time = new VirtualTime();
        var fired = 0;
        using var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        fired.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(999));
        fired.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(1));
        fired.ShouldBe(1);
        time.GetUtcNow().ShouldBe(new DateTimeOffset(2030, 1, 1, 0, 0, 1, TimeSpan.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() => time.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task Run_WithManyWaitsAtOnce_EndsWithTheLongest_InTheSameOrderEveryTime()
    {
        var first = await OrderAsync();
        for (var i = 0; i < 20; i++)
        {
            (await OrderAsync()).ShouldBe(first);
        }

        static async Task<string> OrderAsync()
        {
            var time = new VirtualTime();
            var order = new List<string>();
            await time.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            {
                for (var turn = 0; turn < 4; turn++)
                {
                    await time.WaitAsync(TimeSpan.FromMilliseconds((i * 37 % 11) + 1)).ConfigureAwait(false);
                    order.Add($"{i}@{time.Elapsed.TotalMilliseconds}");
                }
            })));

            time.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(44));
            return string.Join(' ', order);
        }
    }

    [Fact]
    public async Task Run_WithWorkThatHopsToThePool_MovesNothingMeanwhile()
    {
        var time = new VirtualTime();
        var seen = new List<TimeSpan>();

        await time.RunAsync(() => Task.WhenAll(
            time.WaitAsync(TimeSpan.FromSeconds(10)),
            Task.Run(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await Task.Yield();
                    if (i % 50 == 0)
                    {
                        SpinWait.SpinUntil(() => false, 2); // real work, while the other one waits
                    }
                }

                await time.WaitAsync(TimeSpan.FromSeconds(1));
                seen.Add(time.Elapsed);
            })));

        seen.ShouldBe([TimeSpan.FromSeconds(1)]);
        time.Elapsed.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Timers_ThatNeverFire_AreSweptOut()
    {
        var time = new VirtualTime();
        for (var i = 0; i < 100_000; i++)
        {
            time.CreateTimer(_ => { }, null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan).Dispose();
        }

        time.Pending.ShouldBeLessThan(5_000);
    }
}
