using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi;

/// <summary>One target of the container: its raw client never leaves this class but inside the router.</summary>
internal sealed class TargetHolder : IDisposable
{
    private readonly IChatClient _client;

    public TargetHolder(TargetRegistration registration, IServiceProvider services)
    {
        try
        {
            _client = registration.Client(services)
                ?? throw new InvalidOperationException($"The factory of the target '{registration.Name}' returned null.");
        }
        catch (LocalModelException e)
        {
            _client = new UnavailableChatClient(e);
        }

        var policies = services.GetRequiredService<PolicySource>();
        policies.Options.Targets.TryGetValue(registration.Name, out var options);
        var profile = PolicyMap.Over(registration.Profile(services), options);
        Target = new(registration.Name, _client, PriceMap.Over(profile, _client, options, policies.Options.Prices));
        if (options?.Location == Location.Device && Target.Profile.Location != Location.Device)
        {
            throw new OptionsValidationException(PolicySource.Root, typeof(HybridAiOptions),
            [
                $"{PolicySource.Root}:Targets:{registration.Name}:Location is 'Device', but the target's package does not say so: choose Private or Cloud.",
            ]);
        }
        Gated = new BorrowedChatClient(Egress.Wrap(
            Target,
            () => policies.Policy,
            HybridClientFactory.DefaultScanner(services),
            services.GetService<ConversationStore>(),
            services.GetService<IConsentProvider>(),
            services.GetRequiredService<AuditHolder>().Sink,
            services.GetRequiredService<TimeProvider>()));
    }

    public Target Target { get; }

    /// <summary>What the container hands out under the target's name. Disposing it is the holder's business.</summary>
    public IChatClient Gated { get; }

    public void Dispose() => _client.Dispose();
}
