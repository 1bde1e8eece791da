using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Registration;

public class AddHybridChatClientTests
{
    private static ServiceCollection Services(EchoChatClient local, EchoChatClient cloud, Action<IHybridChatClientBuilder>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var builder = services.AddHybridChatClient()
            .AddTarget("local", _ => local, _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => cloud, _ => TargetProfile.Cloud());
        more?.Invoke(builder);
        return services;
    }

    [Fact]
    public async Task ChatClient_FromTheContainer_AnswersAndIsOneInstance()
    {
        using var provider = Services(new("local"), new("cloud")).BuildServiceProvider();

        var client = provider.GetRequiredService<IChatClient>();
        var response = await client.GetResponseAsync("What is the capital of France?");

        response.Text.ShouldBe("local!");
        client.ShouldBeSameAs(provider.GetRequiredService<HybridChatClient>());
        response.GetRouteDecision()!.Targets.Select(t => t.Target).ShouldBe(["local", "cloud"]);
    }

    [Fact]
    public async Task ConfigurePolicy_Mode_IsUsed()
    {
        using var provider = Services(
            new("local"), new("cloud"), b => b.ConfigurePolicy(p => p with { Mode = InferenceMode.OnlyCloud })).BuildServiceProvider();

        (await provider.GetRequiredService<IChatClient>().GetResponseAsync("hi")).Text.ShouldBe("cloud!");
    }

    [Fact]
    public async Task KeyedClient_OffDevice_IsBehindTheGate()
    {
        var cloud = new EchoChatClient("cloud");
        using var provider = Services(new("local"), cloud).BuildServiceProvider();
        var keyed = provider.GetRequiredKeyedService<IChatClient>("cloud");

        keyed.GetService<EchoChatClient>().ShouldBeNull();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "x", "f")] };
        await keyed.GetResponseAsync("hi", options);

        cloud.Requests[0].Options.ShouldNotBeSameAs(options);
        cloud.Requests[0].Options!.Tools![0].ShouldNotBeAssignableTo<AIFunction>();
        cloud.Requests[0].Options!.Tools![0].Name.ShouldBe("f");
    }

    [Fact]
    public void Provider_Disposed_DisposesTheTargets()
    {
        var local = new EchoChatClient("local");
        var cloud = new EchoChatClient("cloud");
        var provider = Services(local, cloud).BuildServiceProvider();
        _ = provider.GetRequiredService<IChatClient>();
        _ = provider.GetRequiredKeyedService<IChatClient>("local");

        provider.Dispose();

        local.Disposed.ShouldBe(1);
        cloud.Disposed.ShouldBe(1);
    }

    [Fact]
    public async Task LocalModel_NotSupportedHere_LetsTheApplicationStart()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient()
            .AddTarget(
                "local",
                _ => throw new LocalModelException(LocalModelErrorKind.NativeMissing, "The native runtime is not on this machine."),
                _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud());
        using var provider = services.BuildServiceProvider();

        var response = await provider.GetRequiredService<IChatClient>().GetResponseAsync("What is the capital of France?");

        response.Text.ShouldBe("cloud!");
        var local = response.GetRouteDecision()!.Targets.Single(t => t.Target == "local");
        local.Reason.ShouldBe(IneligibleReasons.Unavailable);
        local.Detail!.ShouldContain("native runtime");
    }

    [Fact]
    public void NoTarget_Resolved_SaysWhatToCall()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient();
        using var provider = services.BuildServiceProvider();

        Should.Throw<InvalidOperationException>(provider.GetRequiredService<IChatClient>).Message.ShouldContain("AddTarget");
    }

    [Fact]
    public async Task Builder_WithoutContainer_OwnsItsTargetsUnlessLeftOpen()
    {
        var local = new EchoChatClient("local");
        var cloud = new EchoChatClient("cloud");
        using (var client = new HybridChatClientBuilder()
            .AddTarget("local", local, TargetProfile.OnDevice(contextWindow: 8192))
            .AddTarget("cloud", cloud, TargetProfile.Cloud(inputPerMillion: 0.15m, outputPerMillion: 0.60m), leaveOpen: true)
            .UseMode(InferenceMode.PreferOnDevice)
            .Build())
        {
            (await client.GetResponseAsync("What is the capital of France?")).Text.ShouldBe("local!");
        }

        local.Disposed.ShouldBe(1);
        cloud.Disposed.ShouldBe(0);
    }
}
