using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi.Storage;

/// <summary>From the configuration to the record.</summary>
public sealed class AuditWiringTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ServiceProvider Services(EchoChatClient local, EchoChatClient cloud, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Append(("HybridAi:Audit:Path", _folder.Path)).ToDictionary(s => s.Item1, s => (string?)s.Item2)).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => local, _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => cloud, _ => TargetProfile.Cloud());
        return services.BuildServiceProvider();
    }

    private List<JsonElement> Records => [.. _folder.Lines.Select(l => JsonDocument.Parse(l).RootElement)];

    [Theory, InlineData(true), InlineData(false)]
    public async Task Requests_ThatEnded_AreRecordedOnceEach(bool streaming)
    {
        await using (var services = Services(
            new("local"), new("cloud"), ("HybridAi:Audit:KeyName", "AUDIT_KEY"), ("AUDIT_KEY", AuditFolder.Key), ("HybridAi:Mode", "PreferCloud")))
        {
            var client = services.GetRequiredService<IChatClient>();
            var options = new ChatOptions().SetTenant("acme").SetConversationKey("42");
            await client.AskAsync(streaming, "Write to anna.smith@example.org about the meeting.", options);
            await client.AskAsync(streaming, "My password is hunter2-Xq9!", options);
            await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, "My password is hunter2-Xq9!", new ChatOptions().ForceTarget("cloud")));
            await Should.ThrowAsync<OperationCanceledException>(
                () => client.AskAsync(streaming, "Hello", token: new CancellationToken(canceled: true)));
            await foreach (var unused in client.GetStreamingResponseAsync("Hello again"))
            {
                break;
            }
        }

        _folder.Verify().IsIntact.ShouldBeTrue();
        var requests = Records.Where(r => r.GetProperty("kind").GetString() == "request").ToList();
        requests.Select(r => r.GetProperty("result").GetString()).ShouldBe(["answered", "answered", "blocked", "cancelled"]);
        requests.Select(r => r.GetProperty("left").GetBoolean()).ShouldBe([true, false, false, true]);
        requests[0].GetProperty("masked").GetInt32().ShouldBe(1);
        requests[0].GetProperty("labels").EnumerateArray().ShouldContain(l => l.GetProperty("class").GetString() == "EMAIL_ADDRESS" && l.GetProperty("treatment").GetString() == "mask");
        requests[1].GetProperty("labels").EnumerateArray().ShouldContain(l => l.GetProperty("treatment").GetString() == "forbid");
        requests[2].GetProperty("labels").EnumerateArray().ShouldContain(l => l.GetProperty("treatment").GetString() == "forbid");
        requests[0].GetProperty("tenant").GetString().ShouldBe(requests[1].GetProperty("tenant").GetString());
        ShouldHoldNoSecret();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Builder_WithoutAContainer_RecordsLikeOne(bool streaming)
    {
        using (var audit = AuditLog.Open(new() { Path = _folder.Path, Key = AuditFolder.Key, Sync = false }))
        using (var client = new HybridChatClientBuilder()
            .AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192))
            .AddTarget("cloud", new EchoChatClient("cloud"), TargetProfile.Cloud())
            .UseMode(InferenceMode.PreferCloud).UseAudit(audit).Build())
        {
            await client.AskAsync(streaming, "Write to anna.smith@example.org about the meeting.", new ChatOptions().SetTenant("acme"));
            await client.AskAsync(streaming, "My password is hunter2-Xq9!");
            await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, "My password is hunter2-Xq9!", new ChatOptions().ForceTarget("cloud")));
        }

        _folder.Verify().IsIntact.ShouldBeTrue();
        var requests = Records.Where(r => r.GetProperty("kind").GetString() == "request").ToList();
        requests.Select(r => (r.GetProperty("result").GetString(), r.GetProperty("left").GetBoolean()))
            .ShouldBe([("answered", true), ("answered", false), ("blocked", false)]);
        Encoding.UTF8.GetString(_folder.Bytes).ShouldNotContain("anna.smith");
    }

    // Without a record nothing leaves: the disk is full, or the log was closed too early.
    [Theory, InlineData(true), InlineData(false)]
    public async Task Builder_WithAnAuditThatCannotWrite_KeepsRequestsOnTheDevice(bool streaming)
    {
        var audit = AuditLog.Open(new() { Path = _folder.Path, Key = AuditFolder.Key, Sync = false });
        audit.Dispose();
        var cloud = new EchoChatClient("cloud");
        using var client = new HybridChatClientBuilder()
            .AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192))
            .AddTarget("cloud", cloud, TargetProfile.Cloud())
            .UseMode(InferenceMode.PreferCloud).UseAudit(audit).Build();

        var response = await client.AskAsync(streaming, "Hello");

        response.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.Audit);
        response.GetRouteOutcome()!.Attempts.Single().Target.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task TargetUsedAlone_IsRecordedLikeARequest(bool streaming)
    {
        var cloud = new EchoChatClient("cloud");
        await using (var services = Services(new("local"), cloud, ("HybridAi:Audit:Key", AuditFolder.Key)))
        {
            var (local, alone) = (services.GetRequiredKeyedService<IChatClient>("local"), services.GetRequiredKeyedService<IChatClient>("cloud"));
            var options = new ChatOptions().SetTenant("acme").SetConversationKey("42");
            await alone.AskAsync(streaming, "Write to anna.smith@example.org about the meeting.", options);
            await Should.ThrowAsync<PrivacyBlockedException>(() => alone.AskAsync(streaming, "My password is hunter2-Xq9!", options));
            await local.AskAsync(streaming, "My password is hunter2-Xq9!", options);
            await Should.ThrowAsync<OperationCanceledException>(() => alone.AskAsync(streaming, "Hello", token: new CancellationToken(canceled: true)));
            await foreach (var unused in alone.GetStreamingResponseAsync("Hello again"))
            {
                break;
            }
        }

        _folder.Verify().IsIntact.ShouldBeTrue();
        var requests = Records.Where(r => r.GetProperty("kind").GetString() == "request").ToList();
        requests.Select(r => r.GetProperty("result").GetString()).ShouldBe(["answered", "blocked", "answered", "cancelled", "cancelled"]);
        requests.Select(r => r.GetProperty("left").GetBoolean()).ShouldBe([true, false, false, false, true]);
        requests[0].GetProperty("target").GetString().ShouldBe("cloud");
        requests[0].GetProperty("masked").GetInt32().ShouldBe(1);
        requests[0].GetProperty("labels").EnumerateArray().ShouldContain(l => l.GetProperty("class").GetString() == "EMAIL_ADDRESS" && l.GetProperty("treatment").GetString() == "mask");
        requests[2].GetProperty("target").GetString().ShouldBe("local");
        requests[2].GetProperty("labels").EnumerateArray().ShouldContain(l => l.GetProperty("treatment").GetString() == "forbid");
        requests[4].GetProperty("sent")[0].GetProperty("result").GetString().ShouldBe("cancelled");
        ShouldHoldNoSecret();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task KeyedClientWithoutOffDeviceTarget_IsRecordedOnceAndCannotBeForced(bool streaming)
    {
        var cloud = new EchoChatClient("cloud");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HybridAi:Audit:Path"] = _folder.Path, ["HybridAi:Audit:Key"] = AuditFolder.Key, ["HybridAi:Mode"] = "PreferCloud",
        }).Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192))
            .AddTarget("cloud", cloud, TargetProfile.Cloud())
            .AddKeyedClient("clinical", ["local"], p => p with { Privacy = HybridAi.Privacy.PrivacyPolicy.HipaaSafeHarbor });
        string general;
        await using (var provider = services.BuildServiceProvider())
        {
            var clinical = provider.GetRequiredKeyedService<IChatClient>("clinical");
            clinical.ShouldBeSameAs(provider.GetRequiredKeyedService<HybridChatClient>("clinical"));
            general = provider.GetRequiredService<HybridChatClient>().GetPolicy().Revision;
            await clinical.AskAsync(streaming, "My patient was diagnosed with asthma.");
            await Should.ThrowAsync<NoEligibleTargetException>(() => clinical.AskAsync(streaming, "Hello", new ChatOptions().ForceTarget("cloud")));
        }

        cloud.Requests.ShouldBeEmpty();
        var requests = Records.Where(r => r.GetProperty("kind").GetString() == "request").ToList();
        requests.Select(r => r.GetProperty("result").GetString()).ShouldBe(["answered", "refused"]);
        requests.ShouldAllBe(r => !r.GetProperty("left").GetBoolean() && r.GetProperty("revision").GetString() != general);
    }

    [Fact]
    public void KeyedClientWithAnUnknownTarget_StopsTheStart()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192)).AddKeyedClient("clinical", ["locale"]);
        using var provider = services.BuildServiceProvider();

        Should.Throw<InvalidOperationException>(() => provider.GetServices<Microsoft.Extensions.Hosting.IHostedService>().ToList()).Message.ShouldContain("'locale'");
    }

    [Fact]
    public async Task Reload_RefusedAndLoosened_IsRecorded()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HybridAi:Audit:Path"] = _folder.Path,
            ["HybridAi:Audit:Key"] = AuditFolder.Key,
            ["HybridAi:Privacy:Preset"] = "pci-dss",
        }).Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi")).AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(100));
        await using (var provider = services.BuildServiceProvider())
        {
            _ = provider.GetRequiredService<IChatClient>();
            configuration["HybridAi:Privacy:Preset"] = "default";
            configuration.Reload();
            configuration["HybridAi:Privacy:Preset"] = "pci-dss+gdpr-art9";
            configuration["HybridAi:Privacy:AllowLoosening"] = "true";
            configuration.Reload();
            configuration["HybridAi:Privacy:Preset"] = "default";
            configuration.Reload();
        }

        Records.Where(r => r.GetProperty("kind").GetString() == "reload").Select(r => r.GetProperty("result").GetString())
            .ShouldBe(["refused", "changed", "loosened"]);
    }

    [Theory]
    [InlineData("HybridAi:Audit:FailClosed", "true", "openssl rand -base64 32")]
    [InlineData("HybridAi:Audit:Key", "tooshort", "openssl rand -base64 32")]
    [InlineData("HybridAi:Audit:KeyName", "NOT_THERE", "KeyName")]
    public async Task Key_MissingOrWrong_StopsTheStartAndSaysWhatToDo(string name, string value, string remedy)
    {
        await using var services = Services(new("local"), new("cloud"), (name, value));

        var error = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IChatClient>());
        error.Message.ShouldContain(remedy);
        error.Message.ShouldNotContain(value == "tooshort" ? value : _folder.Path);
    }

    [Fact]
    public async Task Audit_ThatCannotBeWritten_KeepsRequestsOnTheDevice()
    {
        var cloud = new EchoChatClient("cloud");
        var sink = new ClosedSink();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditSink>(sink);
        services.AddHybridChatClient().Configure(o => o.Mode = InferenceMode.PreferCloud)
            .AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192))
            .AddTarget("cloud", cloud, TargetProfile.Cloud());
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<HybridChatClient>();

        (await client.GetResponseAsync("Hello")).Text.ShouldBe("local!");
        var refused = await Should.ThrowAsync<NoEligibleTargetException>(() => client.GetResponseAsync("Hello", new ChatOptions().ForceTarget("cloud")));

        refused.Reasons["cloud"].ShouldStartWith("audit");
        cloud.Requests.ShouldBeEmpty();
        sink.Entries.Select(e => e.Result).ShouldBe([AuditResult.Answered, AuditResult.Refused]);
    }

    private void ShouldHoldNoSecret()
    {
        var text = Encoding.UTF8.GetString(_folder.Bytes);
        foreach (var secret in (string[])["anna.smith", "hunter2", "acme", AuditFolder.Key])
        {
            text.ShouldNotContain(secret, Case.Insensitive);
        }
    }

    private sealed class ClosedSink : IAuditSink
    {
        public List<AuditEntry> Entries { get; } = [];

        public bool MayLeave => false;

        public void Write(AuditEntry entry) => Entries.Add(entry);
    }
}
