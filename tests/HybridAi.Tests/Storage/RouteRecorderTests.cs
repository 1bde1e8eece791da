using HybridAi.Privacy;
using HybridAi.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Storage;

public sealed class RouteRecorderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridai-recorder-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "records.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Simulation> RecordAsync(int requests, bool streaming, RouteRecorderOptions? options = null)
    {
        var machine = new RecordedTraffic.Machine();
        await using var recorder = new RouteRecorder(options ?? new() { Path = Path, QueueLength = 100_000 });
        var simulation = RecordedTraffic.Simulate(machine, recorder);
        await RecordedTraffic.MakeAsync(simulation, machine, requests, streaming);
        return simulation;
    }

    private List<(RouteRecord Record, RouteSetting Setting)> Read(string? path = null)
    {
        using var reader = new StreamReader(path ?? Path);
        return [.. RouteRecordReader.Read(reader, n => throw new InvalidOperationException($"line {n}"))];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replay_UnderItsOwnPolicy_ReproducesEveryDecisionExactly(bool streaming)
    {
        using var simulation = await RecordAsync(600, streaming);
        var decided = simulation.Requests.Where(r => r.Decision is not null).ToList();

        var records = Read();

        records.Count.ShouldBe(decided.Count);
        var replay = new RouteReplay(records[0].Setting);
        foreach (var ((record, _), request) in records.Zip(decided))
        {
            RouteJson.Write(record.Decision).ShouldBe(RouteJson.Write(request.Decision!));
            RouteJson.Write(record.Outcome).ShouldBe(RouteJson.Write(request.Outcome!));
            var again = replay.Decide(record);
            RouteJson.Write(again.Decision.ShouldNotBeNull(again.Refusal?.Message)).ShouldBe(RouteJson.Write(record.Decision));
        }

        // Else the test would show little.
        var reasons = decided.Select(r => r.Decision!.Reason).Distinct().ToList();
        reasons.Count.ShouldBeGreaterThan(8, string.Join(' ', reasons));
        var excluded = decided.SelectMany(r => r.Decision!.Targets).Select(t => t.Reason).OfType<string>().Distinct().ToList();
        excluded.Count.ShouldBeGreaterThan(6, string.Join(' ', excluded));
    }

    [Fact]
    public async Task Replay_UnderAnotherPolicy_ShowsWhatItChanges()
    {
        using var simulation = await RecordAsync(300, streaming: true);
        var records = Read();
        var setting = records[0].Setting;
        var strict = new RouteReplay(setting with { Policy = setting.Policy with { Privacy = PrivacyPolicy.FromPreset("hipaa-safe-harbor"), Rules = [] } });
        var cloud = new RouteReplay(setting with { Policy = setting.Policy with { Mode = InferenceMode.PreferCloud, Rules = [], Ramp = 1 } });

        foreach (var (record, _) in records)
        {
            strict.Decide(record).Decision?.Location.ShouldBe(Location.Device, "the preset is closed");
        }

        records.Count(r => r.Record.Decision.Location == Location.Device).ShouldBeGreaterThan(50);
        records.Count(r => cloud.Decide(r.Record).Decision?.Location == Location.Device).ShouldBeLessThan(records.Count(r => r.Record.Decision.Location == Location.Device));
    }

    [Fact]
    public async Task File_HoldsNoContentAndNoNames()
    {
        using var simulation = await RecordAsync(200, streaming: true);

        var text = await File.ReadAllTextAsync(Path);

        foreach (var content in (string[])["4111", "Tr0ub4dor", "anna", "capital", "Hauptstadt", "user1", "clock"])
        {
            text.ShouldNotContain(content);
        }

        // The tenants and tools that stand there are those of the policy's own rules.
        text.Split('\n')[0].ShouldContain("\"acme\"");
        string.Join('\n', text.Split('\n')[1..]).ShouldNotContain("\"acme\"");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Rotation_KeepsSoManyFiles_EachReadableByItself()
    {
        using var simulation = await RecordAsync(400, streaming: false, new() { Path = Path, MaxFileBytes = 40_000, KeepFiles = 2, QueueLength = 100_000 });

        Directory.GetFiles(_folder).Select(System.IO.Path.GetFileName).Order().ShouldBe(["records.jsonl", "records.jsonl.1", "records.jsonl.2"]);
        Read(Path + ".1").Count.ShouldBeGreaterThan(5);
        Read(Path + ".2").Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Read_DamagedLines_AreCountedAndTheRestIsRead()
    {
        var lines = new StringReader("{\"policy\":{},\"targets\":{\"local\":{\"location\":\"Device\"}}}\n\nnot json\n[1]\n{\"decision\":{}}\n{\"half\":");
        var wrong = new List<long>();

        RouteRecordReader.Read(lines, wrong.Add).ShouldBeEmpty();

        wrong.ShouldBe([3, 4, 5, 6]);
    }

    [Fact]
    public void Setting_OfAnOlderVersion_HasDefaultsForWhatItDidNotKnow()
    {
        using var json = System.Text.Json.JsonDocument.Parse("{\"policy\":{\"threshold\":0.5},\"targets\":{\"local\":{\"location\":\"Device\"}}}");

        var setting = RecordJson.ReadSetting(json.RootElement);

        JsonOf(setting.Policy).ShouldBe(JsonOf(new() { Threshold = 0.5 }));
        setting.Targets["local"].Languages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Configuration_WithAPath_Records(bool streaming)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("HybridAi:Recorder:Path", Path)]).Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi")).AddTarget("local", ScriptedTarget.OnDevice(), TargetProfile.OnDevice(8192));
        await using (var provider = services.BuildServiceProvider())
        {
            var client = provider.GetRequiredService<IChatClient>();
            _ = streaming ? await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync() : await client.GetResponseAsync("Hello");
        }

        Read().ShouldHaveSingleItem().Record.Outcome.Target.ShouldBe("local");
    }

    [Fact]
    public void Configuration_WithAFolderThatIsNotThere_SaysSoWithoutThePath()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("HybridAi:Recorder:Path", System.IO.Path.Combine(_folder, "no", "r.jsonl"))]).Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi")).AddTarget("local", ScriptedTarget.OnDevice(), TargetProfile.OnDevice(8192));
        using var provider = services.BuildServiceProvider();

        var error = Should.Throw<Microsoft.Extensions.Options.OptionsValidationException>(provider.GetRequiredService<IChatClient>);

        error.Message.ShouldBe("HybridAi:Recorder:Path lies in a folder that does not exist: make the folder.");
    }

    private static string JsonOf(HybridPolicy policy)
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
        {
            RecordJson.Write(writer, new RouteSetting(policy, new Dictionary<string, TargetProfile>()));
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
