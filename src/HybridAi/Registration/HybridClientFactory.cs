using HybridAi.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi;

/// <summary>Puts the client together from what the container holds.</summary>
internal static class HybridClientFactory
{
    /// <summary>The policy in force, made once from what was configured.</summary>
    public static Func<HybridPolicy> Policy(IServiceProvider services)
    {
        var policy = services.GetServices<PolicyChange>().Aggregate(new HybridPolicy(), (p, change) => change.Apply(p));
        return () => policy;
    }

    public static HybridChatClient Create(IServiceProvider services)
    {
        var targets = services.GetServices<TargetRegistration>()
            .Select(r => services.GetRequiredKeyedService<TargetHolder>(r.Name).Target)
            .ToArray();
        if (targets.Length == 0)
        {
            throw new InvalidOperationException(
                "No target was added. Call AddSmolLM2(), AddOnnxModel(...), AddOpenAI(...) or AddTarget(...) on what AddHybridChatClient returned.");
        }

        var policy = Policy(services);
        return new(targets, policy(), new()
        {
            CurrentPolicy = policy,
            Scanner = services.GetService<PrivacyScanner>() ?? PrivacyScanner.Default,
            Time = services.GetRequiredService<TimeProvider>(),
            Judges = [.. services.GetServices<IDraftJudge>()],
            Strategies = [.. services.GetServices<ISelectionStrategy>()],
        });
    }
}
