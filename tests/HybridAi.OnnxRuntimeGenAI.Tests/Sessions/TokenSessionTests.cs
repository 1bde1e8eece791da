using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Providers;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

[Collection(ModelTests.Name)]
public sealed class TokenSessionTests : IDisposable
{
    private const string Logits = "logits";

    // One row and many rows run through different kernels.
    private const float KernelNoise = 2e-2f;

    private static readonly HashSet<string> Outputs = [Logits];

    private readonly NativeModel _model = NativeModel.Load(
        ProviderRung.OnCpu(TestModels.Tiny), """{"search":{"past_present_share_buffer":true}}""");

    private readonly int _vocabulary = ModelFacts.Read(TestModels.Tiny).VocabularySize;

    [Fact]
    public void Session_ContinuedAfterAnUnfinishedAnswer_ComputesWhatAFreshOneDoes()
    {
        int[] first = [.. Tokens(40, 1), .. Tokens(7, 2)];
        int[] second = [.. first, .. Tokens(9, 3)];
        using var session = Create();
        session.MoveTo(first.AsSpan(0, 40), 0, default);
        foreach (var token in first[40..])
            session.Append([token], default);

        var reused = session.MoveTo(second, int.MaxValue, default);

        reused.ShouldBe(first.Length);
        Difference(session, second).ShouldBeLessThan(KernelNoise);
    }

    [Fact]
    public void Session_InNativeLoopStoppedBeforeTheEnd_HasNoHoleInItsCache()
    {
        var guidance = new Guidance("regex", "[a-z ]{40}");
        using var session = Create(guidance);
        var prompt = Tokens(30, 4);
        session.MoveTo(prompt, 0, default);
        var chosen = new List<int>();
        for (int? previous = null; chosen.Count < 5; previous = chosen[^1])
            chosen.Add(session.Next(previous));
        session.Tokens.Length.ShouldBe(34);
        int[] next = [.. prompt, .. chosen, .. Tokens(6, 5)];

        var reused = session.MoveTo(next, int.MaxValue, default);

        reused.ShouldBe(34);
        Difference(session, next).ShouldBeLessThan(KernelNoise);
    }

    [Fact]
    public void Session_MovedToADivergingHistory_ComputesWhatAFreshOneDoes()
    {
        using var session = Create();
        session.MoveTo(Tokens(300, 6), 0, default);
        int[] other = [.. Tokens(300, 6)[..120], .. Tokens(50, 7)];

        session.MoveTo(other, int.MaxValue, default).ShouldBe(120);

        Difference(session, other).ShouldBeLessThan(KernelNoise);
    }

    [Fact]
    public void Session_MovedToThePromptItHolds_RunsNothing()
    {
        using var session = Create();
        var prompt = Tokens(20, 8);
        session.MoveTo(prompt, 0, default);

        session.MoveTo(prompt, int.MaxValue, default).ShouldBe(20);
        session.MoveTo(prompt.AsSpan(0, 10), int.MaxValue, default).ShouldBe(9);
    }

    [Fact]
    public void Session_StoppedInPrefill_GoesOnFromWhatIsKnownToHaveRun()
    {
        using var session = Create();
        var prompt = Tokens(700, 9);
        session.MoveTo(prompt.AsSpan(0, 256), 0, default);
        session.Terminate();
        Should.Throw<GenerationTerminatedException>(() => session.MoveTo(prompt, int.MaxValue, default));
        session.Resume();
        session.Tokens.Length.ShouldBe(256);

        session.MoveTo(prompt, int.MaxValue, default).ShouldBe(256);

        Difference(session, prompt).ShouldBeLessThan(KernelNoise);
    }

    [Fact]
    public async Task Session_StoppedInTheMiddleOfARun_GoesOnFromWhatIsKnownToHaveRun()
    {
        using var session = Create();
        var prompt = Tokens(900, 10);
        using var started = new ManualResetEventSlim();
        // Wherever the stop lands, before, in or behind a run, the session must stay right.
        for (var round = 0; round < 20; round++)
        {
            started.Reset();
            var run = Task.Run(() =>
            {
                started.Set();
                try
                {
                    session.MoveTo(prompt, int.MaxValue, default);
                }
                catch (GenerationTerminatedException)
                {
                    // As wanted.
                }
            });
            started.Wait();
            Thread.SpinWait(round * 20_000);
            session.Terminate();
            await run;
            session.Resume();
            session.MoveTo(Tokens(round + 3, 100 + round), 0, default);
            prompt = [.. prompt[..^1], round];
        }

        session.MoveTo(prompt, int.MaxValue, default);

        Difference(session, prompt).ShouldBeLessThan(KernelNoise);
    }

    public void Dispose() => _model.Dispose();

    private TokenSession Create(Guidance? guidance = null) =>
        new(new NativeGenerator(_model, Outputs, new GeneratorSettings(1024, guidance)), guidance);

    private int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(20, _vocabulary))];
    }

    private float Difference(TokenSession session, int[] tokens)
    {
        using var fresh = Create(session.Guidance);
        fresh.MoveTo(tokens, 0, default);
        session.Tokens.ToArray().ShouldBe(tokens);
        var expected = new float[_vocabulary];
        var actual = new float[_vocabulary];
        fresh.Read(Logits, expected);
        session.Read(Logits, actual);
        var scale = expected.Max(Math.Abs);
        return expected.Zip(actual, (a, b) => Math.Abs(a - b) / scale).Max();
    }
}
