using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HybridAi.Configuration;

public class OptionsTests
{
    private static ServiceProvider Provider(Dictionary<string, string?> values, Action<IHybridChatClientBuilder>? more = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        var builder = services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud());
        more?.Invoke(builder);
        return services.BuildServiceProvider();
    }

    [Fact]
    public async Task Configuration_EveryOption_ReachesThePolicy()
    {
        using var provider = Provider(new()
        {
            ["HybridAi:Mode"] = "onlycloud",
            ["HybridAi:Threshold"] = "0.7",
            ["HybridAi:FrontierThreshold"] = "0.9",
            ["HybridAi:HoldBack"] = "12",
            ["HybridAi:MaxAttempts"] = "2",
            ["HybridAi:IgnoreUnsupported"] = "true",
            ["HybridAi:Ramp"] = "0.25",
            ["HybridAi:Shadow:Share"] = "0.05",
            ["HybridAi:Shadow:MaxQueued"] = "3",
            ["HybridAi:Targets:cloud:RequestsPerMinute"] = "60",
            ["HybridAi:Targets:cloud:MaxWait"] = "00:00:03",
            ["HybridAi:DropUnneededTools"] = "true",
            ["HybridAi:EscalateStuckAgents"] = "false",
            ["HybridAi:Device:Metered"] = "ForbidOffDevice",
            ["HybridAi:Device:Hot"] = "Ignore",
            ["HybridAi:Targets:cloud:Languages:0"] = "en",
            ["HybridAi:Targets:cloud:Languages:1"] = "de",
            ["HybridAi:Privacy:Preset"] = "hipaa-safe-harbor+pci-dss",
            ["HybridAi:Privacy:ReleasedTags:0"] = "public",
            ["HybridAi:Timeouts:Total"] = "00:00:20",
            ["HybridAi:Timeouts:FirstToken"] = "00:00:02",
            ["HybridAi:Targets:cloud:InputPerMillion"] = "2.5",
            ["HybridAi:Targets:cloud:Capabilities"] = "Tools, Vision",
            ["HybridAi:Targets:cloud:Endpoint"] = "a value of the package",
        });

        var policy = provider.GetRequiredService<PolicySource>().Policy;
        var target = provider.GetRequiredKeyedService<TargetHolder>("cloud").Target;

        policy.Mode.ShouldBe(InferenceMode.OnlyCloud);
        policy.Threshold.ShouldBe(0.7);
        policy.FrontierThreshold.ShouldBe(0.9);
        policy.HoldBackTokens.ShouldBe(12);
        policy.MaxAttempts.ShouldBe(2);
        policy.IgnoreUnsupported.ShouldBeTrue();
        policy.Ramp.ShouldBe(0.25);
        policy.Shadow.ShouldBe(new ShadowPolicy { Share = 0.05, MaxQueued = 3 });
        target.Profile.Limits.ShouldBe(new TargetLimits { RequestsPerMinute = 60, MaxWait = TimeSpan.FromSeconds(3) });
        policy.DropUnneededTools.ShouldBeTrue();
        policy.EscalateStuckAgents.ShouldBeFalse();
        policy.Device.ShouldBe(new DeviceRules { Metered = DeviceEffect.ForbidOffDevice, Hot = DeviceEffect.Ignore });
        target.Profile.Languages.ShouldBe(["en", "de"]);
        policy.Privacy.Preset.ShouldBe("hipaa-safe-harbor+pci-dss");
        policy.ReleasedTags.ShouldBe(["public"]);
        policy.Deadline.ShouldBe(TimeSpan.FromSeconds(20));
        target.Profile.InputPerMillion.ShouldBe(2.5m);
        target.Profile.Capabilities.ShouldBe(TargetCapabilities.Tools | TargetCapabilities.Vision);
        var response = await provider.GetRequiredService<IChatClient>().GetResponseAsync("hi", new ChatOptions().AddTag("public"));
        response.GetRouteDecision()!.Revision.ShouldBe(policy.Revision);
    }

    [Fact]
    public async Task Configuration_Wrong_StopsTheHostWithEveryErrorAtOnce()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HybridAi:Mode"] = "Sometimes",
            ["HybridAi:Treshold"] = "0.7",
            ["HybridAi:Threshold"] = "1.5",
            ["HybridAi:Timeouts:Total"] = "30",
            ["HybridAi:Privacy:Preset"] = "none",
            ["HybridAi:Strategy"] = "luck",
            ["HybridAi:Targets:cloud:Location"] = "Moon",
            ["HybridAi:Targets:moon:ContextWindow"] = "0",
            ["HybridAi:Targets:cloud:InputPerMillion"] = "-1",
        });
        builder.Services.AddHybridChatClient(builder.Configuration.GetSection("HybridAi"))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud())
            .AddOptionsCheck(_ => ["HybridAi:Targets:cloud:ApiKey is missing: set it or ApiKeyName."]);
        using var host = builder.Build();

        var error = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        string[] expected =
        [
            "HybridAi:Mode is 'Sometimes': choose one of PreferOnDevice",
            "HybridAi:Treshold is not an option: did you mean Threshold",
            "HybridAi:Threshold is '1.5': choose a number from 0 to 1",
            "HybridAi:Timeouts:Total is '30': write hours:minutes:seconds",
            "HybridAi:Privacy:Preset is 'none': choose one of default",
            "HybridAi:Targets:cloud:Location is 'Moon': choose one of Device, Private, Cloud",
            "HybridAi:Targets:moon:ContextWindow is '0': choose a whole number of at least 1",
            "HybridAi:Targets:cloud:InputPerMillion is '-1'",
            "HybridAi:Targets:cloud:ApiKey is missing",
        ];
        foreach (var one in expected)
        {
            error.Failures.ShouldContain(f => f.StartsWith(one, StringComparison.Ordinal), one);
        }
    }

    [Fact]
    public void Location_Device_OfATargetThatCannotSayIt_IsAnError()
    {
        using var provider = Provider(new() { ["HybridAi:Targets:cloud:Location"] = "Device" });

        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IChatClient>()).Message
            .ShouldContain("HybridAi:Targets:cloud:Location is 'Device'");
    }

    [Fact]
    public void Configuration_NamesThatReferToNothing_AreErrors()
    {
        using var provider = Provider(new()
        {
            ["HybridAi:Strategy"] = "luck",
            ["HybridAi:Targets:moon:ContextWindow"] = "100",
            ["HybridAi:Threshold"] = "0.8",
            ["HybridAi:FrontierThreshold"] = "0.6",
            ["HybridAi:Timeouts:Total"] = "00:00:05",
        });

        var failures = Should.Throw<OptionsValidationException>(provider.GetRequiredService<IChatClient>).Failures.ToArray();

        failures.Length.ShouldBe(4);
        failures.ShouldContain(f => f.Contains("Strategy is 'luck'") && f.Contains("cheapest"));
        failures.ShouldContain(f => f.Contains("Targets:moon names no target") && f.Contains("local, cloud"));
        failures.ShouldContain(f => f.Contains("FrontierThreshold (0.6) is below"));
        failures.ShouldContain(f => f.Contains("FirstToken (00:00:30) is above"));
    }

    [Fact]
    public void Rules_FromConfiguration_ReachThePolicyAndAreChecked()
    {
        using var good = Provider(new()
        {
            ["HybridAi:Off:0"] = "cloud",
            ["HybridAi:Rules:0:Name"] = "night",
            ["HybridAi:Rules:0:From"] = "22:00",
            ["HybridAi:Rules:0:To"] = "06:30",
            ["HybridAi:Rules:0:Mode"] = "OnlyOnDevice",
            ["HybridAi:Rules:1:Tag"] = "vip",
            ["HybridAi:Rules:1:Target"] = "cloud",
        });
        using var bad = Provider(new()
        {
            ["HybridAi:Off:0"] = "moon",
            ["HybridAi:Rules:0:From"] = "22:00",
            ["HybridAi:Rules:0:Target"] = "moon",
            ["HybridAi:Rules:1:Tag"] = "x",
            ["HybridAi:Rules:2:From"] = "22:00",
            ["HybridAi:Rules:2:To"] = "22:00",
            ["HybridAi:Rules:2:Mode"] = "PreferCloud",
        });
        using var worse = Provider(new() { ["HybridAi:Rules:0:From"] = "ten", ["HybridAi:Rules:0:Tagg"] = "x" });

        var policy = good.GetRequiredService<PolicySource>().Policy;
        policy.Off.ShouldBe(["cloud"]);
        policy.Rules[0].ShouldBe(new() { Name = "night", From = new(22, 0), To = new(6, 30), Mode = InferenceMode.OnlyOnDevice });
        policy.Rules[1].ShouldBe(new() { Name = "1", Tag = "vip", Target = "cloud" });
        var failures = Should.Throw<OptionsValidationException>(bad.GetRequiredService<IChatClient>).Failures.ToArray();
        failures.Length.ShouldBe(5);
        failures.ShouldContain(f => f.Contains("Rules:2 never matches: From and To are the same time"));
        failures.ShouldContain(f => f.Contains("Off holds 'moon'"));
        failures.ShouldContain(f => f.Contains("Rules:0:Target is 'moon'"));
        failures.ShouldContain(f => f.Contains("only one of From and To"));
        failures.ShouldContain(f => f.Contains("Rules:1 changes nothing"));
        var text = Should.Throw<OptionsValidationException>(worse.GetRequiredService<IChatClient>).Message;
        text.ShouldContain("Rules:0:From is 'ten'");
        text.ShouldContain("Rules:0:Tagg is not an option: did you mean Rules:0:Tag");
    }

    [Fact]
    public void Rules_OneThatNeverCounts_IsFound()
    {
        var policy = new HybridPolicy
        {
            Rules =
            [
                new() { Name = "a", Tag = "x", Target = "cloud" },
                new() { Name = "b", Tag = "x", Tenant = "t", Target = "local" },
                new() { Name = "c", Tag = "y", Target = "local" },
            ],
        };

        PolicyMap.DeadRules(policy).Select(d => (d.Dead.Name, d.By.Name)).ShouldBe([("b", "a")]);
    }

    [Fact]
    public async Task Budgets_FromConfiguration_AreHeldAndChecked()
    {
        using var good = Provider(new()
        {
            ["HybridAi:Mode"] = "PreferCloud",
            ["HybridAi:Budgets:0:Name"] = "daily",
            ["HybridAi:Budgets:0:Scope"] = "Tenant",
            ["HybridAi:Budgets:0:Calls"] = "1",
        });
        using var bad = Provider(new()
        {
            ["HybridAi:Budgets:0:Name"] = "a",
            ["HybridAi:Budgets:0:For"] = "x",
            ["HybridAi:Budgets:1:Name"] = "a",
            ["HybridAi:Budgets:1:Money"] = "1.5",
            ["HybridAi:Budgets:2:Calls"] = "1",
        });

        var client = good.GetRequiredService<IChatClient>();
        (await client.GetResponseAsync("hi", new ChatOptions().SetTenant("t"))).Text.ShouldBe("cloud!");
        (await client.GetResponseAsync("hi", new ChatOptions().SetTenant("t"))).Text.ShouldBe("local!");
        var failures = Should.Throw<OptionsValidationException>(bad.GetRequiredService<IChatClient>).Failures.ToArray();
        failures.Length.ShouldBe(4);
        failures.ShouldContain(f => f.Contains("Budgets:0 limits nothing"));
        failures.ShouldContain(f => f.Contains("Budgets:0:For needs a Scope"));
        failures.ShouldContain(f => f.Contains("Budgets:1:Name is 'a', which an earlier"));
        failures.ShouldContain(f => f.Contains("Budgets:2:Name is missing"));
    }

    [Fact]
    public void Error_LongValue_IsNotShownWhole()
    {
        using var provider = Provider(new() { ["HybridAi:Mode"] = "sk-0123456789abcdefghijklmnopqrstuvwxyz" });

        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IChatClient>).Message.ShouldNotContain("abcdef");
    }

    [Fact]
    public void Configure_InCode_IsCheckedLikeConfiguration()
    {
        using var provider = Provider([], b => b.Configure(o => o.Threshold = 7));

        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IChatClient>)
            .Message.ShouldContain("HybridAi:Threshold is '7'");
    }

    [Fact]
    public void Reload_Good_IsUsedAndBad_IsNot()
    {
        var memory = new Dictionary<string, string?> { ["HybridAi:Threshold"] = "0.4" };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(memory).Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192));
        using var provider = services.BuildServiceProvider();
        var policies = provider.GetRequiredService<PolicySource>();

        configuration["HybridAi:Threshold"] = "0.6";
        configuration.Reload();
        var good = policies.Policy;
        configuration["HybridAi:Threshold"] = "six";
        configuration.Reload();

        good.Threshold.ShouldBe(0.6);
        policies.Policy.ShouldBeSameAs(good);
    }

    [Theory, InlineData(false, "default"), InlineData(true, "off")]
    public void Reload_LooserPrivacy_IsRefusedUnlessAllowed(bool allowed, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["HybridAi:Privacy:AllowLoosening"] = allowed.ToString() })
            .Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192));
        using var provider = services.BuildServiceProvider();
        var policies = provider.GetRequiredService<PolicySource>();

        configuration["HybridAi:Privacy:Preset"] = "off";
        configuration["HybridAi:Threshold"] = "0.9";
        configuration.Reload();

        policies.Policy.Privacy.Preset.ShouldBe(expected);
        policies.Policy.Threshold.ShouldBe(allowed ? 0.9 : HybridPolicy.DefaultThreshold);

        configuration["HybridAi:Privacy:Preset"] = "gdpr-art9";
        configuration.Reload();
        policies.Policy.Privacy.Preset.ShouldBe("gdpr-art9");
    }

    [Fact]
    public void Revision_SameRules_IsTheSame()
    {
        PolicyMap.Revision(new()).ShouldBe(PolicyMap.Revision(new()));
        PolicyMap.Revision(new() { Threshold = 0.6 }).ShouldNotBe(PolicyMap.Revision(new()));
    }

    [Theory]
    [InlineData("k", null, "k")]
    [InlineData(null, "MY_KEY", "named")]
    [InlineData(null, null, null)]
    public void ApiKey_DirectOrByName_IsFound(string? key, string? name, string? expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["T:ApiKey"] = key,
            ["T:ApiKeyName"] = name,
            ["MY_KEY"] = "named",
        }).Build();

        TargetSettings.GetApiKey(configuration.GetSection("T"), configuration).ShouldBe(expected);
    }

    [Fact]
    public void ApiKeyName_OfNothing_SaysWhatToSet()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["T:ApiKeyName"] = "MY_KEY" }).Build();

        Should.Throw<InvalidOperationException>(() => TargetSettings.GetApiKey(configuration.GetSection("T"), configuration))
            .Message.ShouldContain("MY_KEY");
    }
}
