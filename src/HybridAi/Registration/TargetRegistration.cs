using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A target as it was registered, before its client exists.</summary>
internal sealed record TargetRegistration(
    string Name, Func<IServiceProvider, IChatClient> Client, Func<IServiceProvider, TargetProfile> Profile);
