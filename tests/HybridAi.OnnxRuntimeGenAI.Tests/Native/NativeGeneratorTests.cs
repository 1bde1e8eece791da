using HybridAi.OnnxRuntimeGenAI.Providers;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>Four ordinary mistakes end the process in the managed API; here each is an ordinary exception.</summary>
[Collection(ModelTests.Name)]
public sealed class NativeGeneratorTests : IDisposable
{
    private static readonly HashSet<string> Outputs = ["logits"];

    private readonly NativeModel _model = NativeModel.Load(ProviderRung.OnCpu(TestModels.Tiny), "{}");

    [Fact]
    public void Output_TheModelDoesNotHave_IsRefused()
    {
        using var generator = Create();
        generator.Append([5, 6, 7]);

        Should.Throw<ArgumentException>(() => generator.ReadLastRow("unknown", new float[4]));
    }

    [Fact]
    public void Generator_Disposed_RefusesEveryCall()
    {
        var generator = Create();
        generator.Append([5]);
        generator.Dispose();
        generator.Dispose();

        Should.Throw<ObjectDisposedException>(() => generator.Append([5]));
        Should.Throw<ObjectDisposedException>(() => generator.Next());
        Should.Throw<ObjectDisposedException>(() => generator.RewindTo(0));
        Should.Throw<ObjectDisposedException>(() => generator.TokenCount);
        Should.Throw<ObjectDisposedException>(() => generator.ReadLastRow("logits", new float[4]));
        generator.Terminate();
        generator.Resume();
    }

    [Fact]
    public void Model_Disposed_RefusesNewGeneratorsAndKeepsOldOnes()
    {
        using var generator = Create();
        _model.Dispose();

        Should.Throw<ObjectDisposedException>(() => Create());
        generator.Append([5, 6]);
        generator.TokenCount.ShouldBe(2);
    }

    [Fact]
    public void Generator_Terminated_RefusesCallsUntilResumed()
    {
        using var generator = Create();
        generator.Append([5, 6]);
        generator.Terminate();

        Should.Throw<GenerationTerminatedException>(() => generator.Append([7]));
        Should.Throw<GenerationTerminatedException>(() => generator.Next());
        generator.Resume();
        generator.RewindTo(0);
        generator.Append([5, 6, 7]);
        generator.TokenCount.ShouldBe(3);
    }

    [Fact]
    public void Generator_BeyondItsCapacity_IsATypedErrorAndStaysUsable()
    {
        using var generator = Create();
        generator.Append([5, 6]);

        Should.Throw<LocalModelException>(() => generator.Append(new int[100])).Kind.ShouldBe(LocalModelErrorKind.ContextExceeded);
        generator.Append([7]);
        generator.TokenCount.ShouldBe(3);
    }

    [Fact]
    public void Folder_ThatIsMissing_IsNotFoundWithoutItsPath()
    {
        var error = Should.Throw<LocalModelException>(
            () => NativeModel.Load(ProviderRung.OnCpu("/no/such folder/model"), "{}"));

        error.Kind.ShouldBe(LocalModelErrorKind.NotFound);
        error.ToString().ShouldNotContain("/no/such");
    }

    [Fact]
    public void Provider_ThatIsNotThere_IsMissing()
    {
        foreach (var provider in (string[])["cuda", "QNN", "WebGPU", "NoSuchProvider"])
        {
            var rung = new ProviderRung(TestModels.Tiny, provider, new Dictionary<string, string>());

            Should.Throw<LocalModelException>(() => NativeModel.Load(rung, "{}")).Kind
                .ShouldBe(LocalModelErrorKind.ProviderMissing, provider);
        }
    }

    public void Dispose() => _model.Dispose();

    private NativeGenerator Create() => new(_model, Outputs, new GeneratorSettings(64));
}
