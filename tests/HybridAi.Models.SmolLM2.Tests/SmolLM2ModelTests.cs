using System.Security.Cryptography;
using HybridAi.OnnxRuntimeGenAI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Models.SmolLM2;

public sealed class SmolLM2ModelTests
{
    [Fact]
    public void File_BesideTheApplication_IsTheOneThatWasPublished()
    {
        using var file = File.OpenRead(SmolLM2Model.Default.Path);

        file.Length.ShouldBe(98_362_432);
        Convert.ToHexString(SHA256.HashData(file)).ToLowerInvariant().ShouldBe(SmolLM2Model.Sha256);
        SmolLM2Model.Default.Sha256.ShouldBe(SmolLM2Model.Sha256);
    }

    [Fact]
    public void File_BesideTheApplication_ComesWithItsLicence() =>
        Directory.GetFiles(Path.GetDirectoryName(SmolLM2Model.Default.Path)!)
            .Select(Path.GetFileName)
            .ShouldContain(name => name!.Contains("LICENSE", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public async Task AnotherFile_InItsPlace_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("hybridai-smol-");
        try
        {
            var path = Path.Combine(folder.FullName, SmolLM2Model.FileName);
            await File.WriteAllTextAsync(path, "another file");
            using var client = (SmolLM2Model.Default with { Path = path, CacheFolder = folder.FullName }).CreateClient();

            var error = await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync("Hello"));

            error.Kind.ShouldBe(LocalModelErrorKind.Corrupt);
            error.Message.ShouldContain("SHA-256");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task AddSmolLM2_ToAContainer_AnswersUnderItsName()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddOnnxModel("local", SmolLM2Model.Default with { CacheFolder = TestCache.Folder });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<HybridChatClient>();

        var answer = await client.GetResponseAsync("What is the capital of France?", new() { MaxOutputTokens = 16 });

        answer.Text.ShouldBe("The capital of France is Paris.");
        answer.ModelId.ShouldBe("SmolLM2-135M-Instruct");
        answer.GetRouteOutcome()!.Target.ShouldBe("local");
    }

    [Fact]
    public void AddSmolLM2_WithoutAName_AddsTheTargetLocal()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddSmolLM2(configure: options => options with { MaxConcurrency = 1 });
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredKeyedService<GenAIChatClient>("local").GetRequiredService<ChatClientMetadata>().DefaultModelId
            .ShouldBe(SmolLM2Model.Name);
    }

    [Fact]
    public async Task Providers_ThatAreMissing_LeaveTheProcessorProvenOnGoldenTokens()
    {
        using var client = (SmolLM2Model.Default with { CacheFolder = TestCache.Folder }).CreateClient(new() { Providers = ["cuda", "QNN"] });

        await client.GetRequiredService<IModelAvailability>().PrepareAsync();

        client.ProviderVerdicts.Select(verdict => verdict.Provider).ShouldBe(["cuda", "QNN", "cpu"]);
        client.ProviderVerdicts.Count(verdict => verdict.Reason is null).ShouldBe(1);
        client.ProviderVerdicts[^1].Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Providers_ThatComputeOtherTokens_AreNotUsed()
    {
        var wrong = SmolLM2Model.Default with { CacheFolder = TestCache.Folder, Golden = new([1, 9690, 198], [0, 0, 0]) };
        using var client = wrong.CreateClient(new() { Providers = ["cuda"] });

        (await Should.ThrowAsync<LocalModelException>(() => client.GetRequiredService<IModelAvailability>().PrepareAsync()))
            .Kind.ShouldBe(LocalModelErrorKind.Corrupt);
    }
}
