using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Providers;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

[Collection(ModelTests.Name)]
public sealed class SessionPoolTests : IDisposable
{
    private const int BytesPerToken = 10;

    private readonly NativeModel _model = NativeModel.Load(ProviderRung.OnCpu(TestModels.Tiny), "{}");
    private readonly ManualTime _time = new();
    private readonly SessionPool _pool;
    private int _created;

    public SessionPoolTests() => _pool = new SessionPool(
        new(MaxSessions: 2, MaxBytes: 64 * BytesPerToken * 3, BytesPerToken, TimeSpan.FromMinutes(1)), _time,
        (capacity, guidance) =>
        {
            _created++;
            return new TokenSession(new NativeGenerator(_model, new HashSet<string> { "logits" }, new(capacity, guidance)), guidance);
        });

    [Fact]
    public void Rent_SamePartition_ReusesTheCommonBeginning()
    {
        Use("a", [5, 6, 7, 8]);

        Reusable("a", [5, 6, 9]).ShouldBe(2);
        _created.ShouldBe(1);
    }

    [Fact]
    public void Rent_OtherPartition_ReusesNothing()
    {
        Use("a", [5, 6, 7, 8]);

        Reusable("b", [5, 6, 7, 8]).ShouldBe(0);
        _created.ShouldBe(2);
    }

    [Fact]
    public void Rent_OtherPartitionWhenFull_TakesTheOldestWithTheSharedBeginningOnly()
    {
        Use("a", [5, 6, 7, 8]);
        Use("b", [5, 6, 9]);

        Reusable("c", [5, 6, 7, 8], shared: 2).ShouldBe(2);
        _created.ShouldBe(2);
        _pool.IdleCount.ShouldBe(2);
    }

    [Fact]
    public void Return_BeyondTheBounds_ForgetsTheLeastRecentlyUsed()
    {
        Use("a", [5, 6]);
        Use("b", [5, 7]);
        Use("a", [5, 6]);
        var rented = Rent("c", [5, 8], 0, out _);
        _pool.Return(rented, "c", keep: true);

        _pool.IdleCount.ShouldBe(2);
        Reusable("a", [5, 6, 7]).ShouldBe(2);
    }

    [Fact]
    public void Session_Idle_IsForgottenAfterItsTime()
    {
        Use("a", [5, 6]);
        _pool.Bytes.ShouldBe(64 * BytesPerToken);

        _time.Advance(TimeSpan.FromMinutes(2));

        _pool.IdleCount.ShouldBe(0);
        _pool.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Return_OfASessionLargerThanTheBudget_IsNotKept()
    {
        var rented = _pool.Rent(new("a", new[] { 5, 6 }, 0, 3, 1024, null), out _);
        _pool.Return(rented, "a", keep: true);

        _pool.IdleCount.ShouldBe(0);
        _pool.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Return_OfAnUnsoundSession_KeepsNothing()
    {
        var rented = Rent("a", [5, 6], 0, out _);
        _pool.Return(rented, "a", keep: false);

        _pool.IdleCount.ShouldBe(0);
        _pool.Bytes.ShouldBe(0);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _model.Dispose();
    }

    private void Use(string partition, int[] prompt)
    {
        var session = Rent(partition, prompt, 0, out var reusable);
        session.MoveTo(prompt, reusable, default);
        _pool.Return(session, partition, keep: true);
    }

    private int Reusable(string partition, int[] prompt, int shared = 0)
    {
        var session = Rent(partition, prompt, shared, out var reusable);
        _pool.Return(session, partition, keep: true);
        return reusable;
    }

    private TokenSession Rent(string partition, int[] prompt, int shared, out int reusable) =>
        _pool.Rent(new(partition, prompt, shared, prompt.Length + 1, 64, null), out reusable);

    /// <summary>Time that stands still until it is moved; timers run when they are due.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(() => callback(state));
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan by)
        {
            _now += by.Ticks;
            _timers.ForEach(timer => timer.Run());
        }

        private sealed class ManualTimer(Action run) : ITimer
        {
            public void Run() => run();

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
