using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Providers;

public sealed class ProviderLadderTests
{
    private static readonly ProviderRung[] Rungs =
    [
        new("npu-folder", "QNN", new Dictionary<string, string>()),
        new("gpu-folder", "cuda", new Dictionary<string, string>()),
        ProviderRung.OnCpu("cpu-folder"),
    ];

    [Fact]
    public void Climb_RungsThatFailOrComputeNonsense_EndsOnTheNextWithReasons()
    {
        var opened = new List<FakeModel>();

        var (model, verdicts) = ProviderLadder.Climb(Rungs, rung => rung.Provider == "QNN"
            ? throw new LocalModelException(LocalModelErrorKind.ProviderMissing, "no such device")
            : Add(opened, new FakeModel(rung)), model => model.Rung.Provider == "cuda" ? "wrong tokens" : null, default);

        model.Rung.ShouldBe(Rungs[2]);
        verdicts.ShouldBe([new("QNN", "no such device"), new("cuda", "wrong tokens"), new("cpu", null)]);
        opened.Select(fake => fake.IsDisposed).ShouldBe([true, false]);
    }

    [Fact]
    public void Climb_FirstRungThatWorks_TriesNoOther()
    {
        var (model, verdicts) = ProviderLadder.Climb(Rungs, rung => new FakeModel(rung), _ => null, default);

        model.Rung.ShouldBe(Rungs[0]);
        verdicts.Count.ShouldBe(1);
    }

    [Fact]
    public void Climb_NoRungWorks_SaysWhyForEach()
    {
        var error = Should.Throw<LocalModelException>(() => ProviderLadder.Climb<FakeModel>(
            Rungs, rung => throw new LocalModelException(LocalModelErrorKind.Corrupt, $"{rung.Provider} failed"), _ => null, default));

        error.Kind.ShouldBe(LocalModelErrorKind.Corrupt);
        foreach (var rung in Rungs)
            error.Message.ShouldContain($"{rung.Provider} failed");
    }

    [Fact]
    public void Climb_Cancelled_Stops() => Should.Throw<OperationCanceledException>(() => ProviderLadder.Climb(
        Rungs, rung => new FakeModel(rung), _ => null, new CancellationToken(canceled: true)));

    private static FakeModel Add(List<FakeModel> list, FakeModel fake)
    {
        list.Add(fake);
        return fake;
    }

    private sealed class FakeModel(ProviderRung rung) : IDisposable
    {
        public ProviderRung Rung => rung;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}

/// <summary>Proving a real model by golden tokens.</summary>
[Collection(ModelTests.Name)]
public sealed class GoldenCheckTests(ModelFixture fixture)
{
    [Fact]
    public async Task Prove_RightTokens_IsFineAndWrongTokensAreNamed()
    {
        var model = await fixture.Client.Host.GetAsync(default);
        var prompt = model.Renderer.Render([new("user", "Who wrote Romeo and Juliet?")]);
        int[] right = [504, 1977, 282];

        GoldenCheck.Prove(model, null).ShouldBeNull();
        GoldenCheck.Prove(model, new(prompt, right)).ShouldBeNull();
        GoldenCheck.Prove(model, new(prompt, [504, 1977, 283])).ShouldNotBeNull();
    }

    [Fact]
    public async Task Client_WithAProviderThatIsNotThere_AnswersOnTheProcessor()
    {
        using var client = new GenAIChatClient(TestModels.Tiny, new() { Providers = ["cuda", "WebGPU"] });

        await client.Host.GetAsync(default);

        client.ProviderVerdicts.Select(verdict => verdict.Provider).ShouldBe(["cuda", "WebGPU", "cpu"]);
        client.ProviderVerdicts[0].Reason.ShouldNotBeNull();
        client.ProviderVerdicts[2].Reason.ShouldBeNull();
    }
}
