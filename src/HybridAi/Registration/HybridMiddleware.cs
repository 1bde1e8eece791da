using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi;

/// <summary>
/// HybridAi as delegates that upstream's <c>ChatClientBuilder.Use(...)</c> takes, so that this package needs no reference to it.
/// </summary>
public static class HybridMiddleware
{
    /// <summary>Makes the pipeline's inner client one more target beside those of the container, and routes between all of them.</summary>
    /// <param name="name">The inner client's name as a target.</param>
    /// <param name="profile">The facts about it.</param>
    /// <returns>For example <c>new ChatClientBuilder(inner).UseFunctionInvocation().Use(HybridMiddleware.Routing("cloud", TargetProfile.Cloud()))</c>.</returns>
    /// <remarks>Needs <c>AddHybridChatClient</c> in the container, whose own client is not changed by this.</remarks>
    public static Func<IChatClient, IServiceProvider, IChatClient> Routing(string name, TargetProfile profile)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(profile);

        return (inner, services) =>
        {
            ArgumentNullException.ThrowIfNull(inner);
            ArgumentNullException.ThrowIfNull(services);
            return HybridClientFactory.Create(services, new Target(name, inner, profile));
        };
    }

    /// <summary>Puts the egress gate before the pipeline's inner client: what policy keeps on the device is refused.</summary>
    /// <param name="profile">The facts about the inner client.</param>
    /// <param name="policy">What may be seen where; default that of the container, else <see cref="HybridPolicy"/> as it is.</param>
    public static Func<IChatClient, IServiceProvider, IChatClient> EgressGate(TargetProfile profile, HybridPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(profile);

        return (inner, services) =>
        {
            ArgumentNullException.ThrowIfNull(inner);
            var source = policy is null ? services?.GetService<PolicySource>() : null;
            var fixedPolicy = policy ?? new();
            return Egress.Wrap(
                new("inner", inner, profile),
                () => source?.Policy ?? fixedPolicy,
                services is null ? null : HybridClientFactory.DefaultScanner(services),
                services?.GetService<ConversationStore>(),
                services?.GetService<IConsentProvider>(),
                services?.GetService<AuditHolder>()?.Sink,
                services?.GetService<TimeProvider>());
        };
    }
}
