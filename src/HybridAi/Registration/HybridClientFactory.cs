using Microsoft.Extensions.DependencyInjection;

namespace HybridAi;

/// <summary>Puts the client together from what the container holds.</summary>
internal static class HybridClientFactory
{
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

        var policy = services.GetServices<PolicyChange>().Aggregate(new HybridPolicy(), (p, change) => change.Apply(p));
        return new(targets, policy, new()
        {
            Time = services.GetRequiredService<TimeProvider>(),
            Judges = [.. services.GetServices<IDraftJudge>()],
            Strategies = [.. services.GetServices<ISelectionStrategy>()],
        });
    }
}
