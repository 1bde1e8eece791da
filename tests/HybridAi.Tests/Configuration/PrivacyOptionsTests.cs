using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi.Configuration;

public sealed class PrivacyOptionsTests : IDisposable
{
    private readonly IConfigurationRoot _configuration;
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly EchoChatClient _cloud = new("cloud");

    public PrivacyOptionsTests() => _configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();

    public void Dispose() => _cloud.Dispose();

    private ServiceProvider Provider(Action<IServiceCollection>? more = null)
    {
        foreach (var (key, value) in _values)
        {
            _configuration[$"HybridAi:{key}"] = value;
        }

        var services = new ServiceCollection();
        services.AddHybridChatClient(_configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => _cloud, _ => TargetProfile.Cloud());
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private List<string> Errors(Action<IServiceCollection>? more = null)
    {
        using var provider = Provider(more);
        return [.. Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IChatClient>()).Failures];
    }

    [Fact]
    public void Options_AllOfThem_ReachThePolicy()
    {
        _values["Privacy:Table:EMAIL_ADDRESS:Cloud"] = "AskConsent";
        _values["Privacy:Table:PERSON:Threshold"] = "0.7";
        _values["Privacy:Table:DATE_TIME/birth:Private"] = "Forbid";
        _values["Privacy:Table:PROJECT:Cloud"] = "Forbid";
        _values["Privacy:Require:Regions:0"] = "eu";
        _values["Privacy:Require:MaxRetention"] = "30.00:00:00";
        _values["Privacy:RequireByPreset:default:NoTraining"] = "true";
        _values["Privacy:RequireByPreset:pci-dss:Agreements:0"] = "pci";
        _values["Privacy:DenyList:0:Text"] = "Falcon";
        _values["Privacy:DenyList:0:Type"] = "PROJECT";
        _values["Privacy:AllowList:0"] = "info@contoso.com";
        _values["Privacy:Patterns:0:Type"] = "TICKET";
        _values["Privacy:Patterns:0:Pattern"] = "TK-[0-9]{5}";
        _values["Privacy:Tenants:clinic:Preset"] = "hipaa-safe-harbor+pci-dss";
        _values["Privacy:Tenants:clinic:Require:Agreements:0"] = "baa";
        _values["Privacy:Tenants:works:DenyList:0:Text"] = "Osprey";
        _values["Privacy:Tenants:works:DenyList:0:Type"] = "PROJECT";
        _values["Privacy:Tenants:works:Table:US_SSN:Cloud"] = "Forbid";
        _values["Privacy:PinnedButHard"] = "Refuse";
        _values["Privacy:DeviceTools:0"] = "save";
        _values["Privacy:MaskNote"] = "Keep tokens.";
        _values["Privacy:Vault:MaxValues"] = "7";
        _values["Privacy:Vault:Idle"] = "00:05:00";
        _values["Privacy:Vault:MaxBytes"] = "4096";
        _values["Privacy:MediaTypesMayLeave:0"] = "image/*";
        using var provider = Provider();

        var policy = provider.GetRequiredService<PolicySource>().Policy;

        policy.Privacy.RuleFor("EMAIL_ADDRESS").ShouldBe(new PrivacyRule("EMAIL_ADDRESS", Treatment.Mask, Treatment.AskConsent));
        policy.Privacy.RuleFor("PERSON").ShouldBe(new PrivacyRule("PERSON", Treatment.Allow, Treatment.Allow, 0.7) { InCompany = Treatment.Mask });
        policy.Privacy.RuleFor("DATE_TIME", "birth").Private.ShouldBe(Treatment.Forbid);
        policy.Privacy.RuleFor("PROJECT").ShouldBe(new PrivacyRule("PROJECT", Treatment.Mask, Treatment.Forbid));
        policy.Require!.ToString().ShouldBe("region eu; retention 30.00:00:00; no training True; agreement ");
        policy.Scanner!.Scan("Falcon TK-12345 info@contoso.com x@contoso.com").Findings.Select(f => f.Type).ShouldBe(["PROJECT", "TICKET", "EMAIL_ADDRESS"]);
        policy.Tenants["clinic"].Privacy!.Posture.ShouldBe(PrivacyPosture.Closed);
        policy.Tenants["clinic"].Privacy!.RuleFor("EMAIL_ADDRESS").Cloud.ShouldBe(Treatment.Mask);
        policy.Tenants["clinic"].Require!.Agreements.ShouldNotBe(["pci"]);
        policy.Tenants["clinic"].Require!.Missing(TargetProfile.Cloud() with { Agreement = "baa" }).ShouldBe("agreement");
        policy.Tenants["clinic"].Scanner.ShouldBeNull();
        policy.Tenants["works"].Privacy!.RuleFor("US_SSN").Cloud.ShouldBe(Treatment.Forbid);
        policy.Tenants["works"].Privacy!.RuleFor("EMAIL_ADDRESS").Cloud.ShouldBe(Treatment.AskConsent);
        policy.Tenants["works"].Scanner!.Scan("Falcon and Osprey").Findings.Count.ShouldBe(2);
        policy.PinnedButHard.ShouldBe(PinnedButHard.Refuse);
        policy.DeviceTools.ShouldBe(["save"]);
        policy.MaskNote.ShouldBe("Keep tokens.");
        policy.Vaults.ShouldBe(new VaultLimits { MaxValues = 7, Idle = TimeSpan.FromMinutes(5), MaxBytes = 4096 });
        policy.MediaTypesMayLeave.ShouldBe(["image/*"]);
    }

    [Fact]
    public void Options_Wrong_AreAllReportedAtOnceWithPathAndRemedy()
    {
        _values["Privacy:Table:EMAIL_ADDRESS:Cloud"] = "Hide";
        _values["Privacy:Table:PERSON:Threshold"] = "7";
        _values["Privacy:Table:PERSON:Cluod"] = "Mask";
        _values["Privacy:Require:MaxRetention"] = "-1";
        _values["Privacy:Require:NoTraining"] = "perhaps";
        _values["Privacy:DenyList:0:Type"] = "health";
        _values["Privacy:Patterns:0:Pattern"] = "(?<=x)y";
        _values["Privacy:Patterns:0:Score"] = "2";
        _values["Privacy:Tenants:clinic:Preset"] = "hippa";
        _values["Privacy:Tenants:clinic:Table:health:Cloud"] = "no";
        _values["Privacy:PinnedButHard"] = "Hope";
        _values["Privacy:Vault:MaxValues"] = "0";
        _values["Privacy:Vault:Idle"] = "00:00:00";
        _values["Privacy:MediaTypesMayLeave:0"] = "png";
        _values["Privacy:RequireByPreset:default:Regins:0"] = "eu";

        var errors = Errors();

        foreach (var path in _values.Keys)
        {
            errors.ShouldContain(e => e.StartsWith($"HybridAi:{path} ", StringComparison.Ordinal) && e.Contains(": ", StringComparison.Ordinal), path);
        }

        errors.ShouldContain(e => e.Contains("did you mean Privacy:Table:PERSON:Cloud"));
    }

    [Fact]
    public void Options_WhoseNamesMeanNothing_AreReported()
    {
        _values["Privacy:Table:helth:Cloud"] = "Forbid";
        _values["Privacy:RequireByPreset:hipaa:NoTraining"] = "true";
        _values["Privacy:Tenants:works:DenyList:0:Text"] = "Osprey";

        Errors().Count.ShouldBe(3);
    }

    [Fact]
    public void Words_BesideAScannerOfTheApplication_AreReported()
    {
        _values["Privacy:AllowList:0"] = "x";

        Errors(s => s.AddSingleton(new PrivacyScanner())).Single().ShouldContain("PrivacyScanner of its own");
    }

    [Theory]
    [InlineData("Privacy:Table:EMAIL_ADDRESS:Cloud", "Forbid", "Mask")]
    [InlineData("Privacy:Table:EMAIL_ADDRESS:Threshold", "0.4", "0.6")]
    [InlineData("Privacy:Require:Regions:0", "eu", "us")]
    [InlineData("Privacy:Require:MaxRetention", "1.00:00:00", "2.00:00:00")]
    [InlineData("Privacy:Require:NoTraining", "true", "false")]
    [InlineData("Privacy:RequireByPreset:default:Agreements:0", "dpa", "none")]
    [InlineData("Privacy:AllowList:0", "a", "b")]
    [InlineData("Privacy:DenyList:0:Text", "Falcon", "Osprey")]
    [InlineData("Privacy:Patterns:0:Pattern", "a+", "b+")]
    [InlineData("Privacy:Tenants:clinic:Preset", "hipaa-safe-harbor", "default")]
    [InlineData("Privacy:Tenants:clinic:Require:Regions:0", "eu", "us")]
    [InlineData("Privacy:Tenants:clinic:AllowList:0", "a", "b")]
    [InlineData("Privacy:PinnedButHard", "Refuse", "MaskAndConsent")]
    [InlineData("Privacy:DeviceTools:0", "a", "b")]
    [InlineData("Privacy:MediaTypesMayLeave:0", "image/png", "image/*")]
    public void Reload_ThatLoosens_IsRefused(string path, string strict, string loose)
    {
        _values["Privacy:DenyList:0:Type"] = "PROJECT";
        _values["Privacy:DenyList:0:Text"] = "Falcon";
        _values["Privacy:Patterns:0:Type"] = "PROJECT";
        _values["Privacy:Patterns:0:Pattern"] = "a+";
        _values[path] = strict;
        using var provider = Provider();
        var source = provider.GetRequiredService<PolicySource>();
        var revision = source.Policy.Revision;

        _configuration[$"HybridAi:{path}"] = loose;
        _configuration.Reload();
        source.Policy.Revision.ShouldBe(revision);

        _configuration["HybridAi:Privacy:Table:URL:Cloud"] = "Forbid";
        _configuration[$"HybridAi:{path}"] = strict;
        _configuration.Reload();
        source.Policy.Revision.ShouldNotBe(revision);
    }

    [Fact]
    public async Task TenantAndConsent_ThroughTheContainer_AlsoOnTheKeyedClient()
    {
        _values["Mode"] = "PreferCloud";
        _values["Privacy:Tenants:works:DenyList:0:Text"] = "Osprey";
        _values["Privacy:Tenants:works:DenyList:0:Type"] = "PROJECT";
        _values["Privacy:Tenants:works:Table:PROJECT:Cloud"] = "AskConsent";
        var asked = new Consents();
        using var provider = Provider(s => s.AddSingleton<IConsentProvider>(asked));
        var options = () => new ChatOptions().SetTenant("works").SetConversationKey("one");

        (await provider.GetRequiredService<IChatClient>().GetResponseAsync("The Osprey flies.", options())).GetRouteOutcome()!.Target.ShouldBe("cloud");
        await provider.GetRequiredKeyedService<IChatClient>("cloud").GetResponseAsync("The Osprey flies again.", options());
        await provider.GetRequiredKeyedService<IChatClient>("cloud").GetResponseAsync("The Osprey flies again.");

        asked.Count.ShouldBe(1);
    }

    private sealed class Consents : IConsentProvider
    {
        public int Count { get; private set; }

        public ValueTask<ConsentAnswer> AskAsync(ConsentRequest request, CancellationToken cancellationToken)
        {
            Count++;
            return ValueTask.FromResult(ConsentAnswer.Conversation);
        }
    }
}
