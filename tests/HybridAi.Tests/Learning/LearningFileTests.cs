using HybridAi.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi.Learning;

public sealed class LearningFileTests : IDisposable
{
    private const string Question = "Name a colour.";

    private readonly string _folder = Directory.CreateTempSubdirectory("hybridai-learning-").FullName;

    private string FilePath => Path.Combine(_folder, "learned.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Restart_WhatWasLearned_IsStillThere(bool byTime)
    {
        var time = new VirtualTime();
        var first = Provider(time);
        for (var i = 0; i < 5; i++)
        {
            await TeachAsync(first);
        }

        File.Exists(FilePath).ShouldBeFalse();
        if (byTime)
        {
            time.Advance(LearningHolder.Period);
        }
        else
        {
            await first.DisposeAsync();
        }

        await using var second = Provider(time);
        second.GetRequiredService<HybridChatClient>().GetLearning().Outcomes.ShouldBe(5, 0.05);
        (await second.GetRequiredService<HybridChatClient>().PreviewAsync([new(ChatRole.User, Question)])).Contributions!.Learned.ShouldBeGreaterThan(0);
        File.ReadAllText(FilePath).ShouldNotContain("colour");
        Directory.GetFiles(_folder).ShouldBe([FilePath]);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task File_NothingNew_IsNotWritten()
    {
        var time = new VirtualTime();
        await using (var first = Provider(time))
        {
            await TeachAsync(first);
        }

        var written = File.GetLastWriteTimeUtc(FilePath).AddDays(-1);
        File.SetLastWriteTimeUtc(FilePath, written);
        await using (var second = Provider(time))
        {
            second.GetRequiredService<HybridChatClient>();
            time.Advance(LearningHolder.Period * 3);
        }

        File.GetLastWriteTimeUtc(FilePath).ShouldBe(written);
    }

    [Fact]
    public async Task File_Broken_IsSaidAndLearnedAnew()
    {
        await File.WriteAllTextAsync(FilePath, "{\"learning_form");

        await using (var provider = Provider(new()))
        {
            (await TeachAsync(provider)).ShouldBe(ReportResult.Learned);
        }

        File.ReadAllText(FilePath).ShouldStartWith("{\"learning_format\":1");
    }

    [Fact]
    public void File_InAFolderThatIsNotThere_IsAConfigurationError()
    {
        using var provider = Provider(new(), Path.Combine(_folder, "none", "learned.json"));

        var error = Should.Throw<OptionsValidationException>(provider.GetRequiredService<IChatClient>);
        error.Message.ShouldContain("HybridAi:Learning:Path");
        error.Message.ShouldNotContain(_folder);
    }

    [Fact]
    public async Task File_LearningOff_IsNeitherReadNorWritten()
    {
        await File.WriteAllTextAsync(FilePath, "not ours");

        await using (var provider = Provider(new(), FilePath, enabled: false))
        {
            (await TeachAsync(provider)).ShouldBe(ReportResult.NotLearning);
        }

        File.ReadAllText(FilePath).ShouldBe("not ours");
    }

    [Fact]
    public async Task File_CannotBeWritten_RequestsGoOn()
    {
        var time = new VirtualTime();
        await using var provider = Provider(time);
        await TeachAsync(provider);
        Directory.CreateDirectory(FilePath + ".tmp");

        time.Advance(LearningHolder.Period);

        (await TeachAsync(provider)).ShouldBe(ReportResult.Learned);
        Directory.Delete(FilePath + ".tmp");
        time.Advance(LearningHolder.Period);
        File.Exists(FilePath).ShouldBeTrue();
    }

    private static async Task<ReportResult> TeachAsync(ServiceProvider provider)
    {
        var client = provider.GetRequiredService<IChatClient>();
        return await client.ReportOutcomeAsync(await client.GetResponseAsync(Question), AnswerVerdict.Bad);
    }

    private ServiceProvider Provider(VirtualTime time, string? path = null, bool enabled = true)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HybridAi:Learning:Enabled"] = enabled.ToString(), ["HybridAi:Learning:Path"] = path ?? FilePath, ["HybridAi:Threshold"] = "0.9",
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud());
        return services.BuildServiceProvider();
    }
}
