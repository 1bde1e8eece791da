using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A target as it was registered, before its client exists.</summary>
internal sealed record TargetRegistration(
    string Name, Func<IServiceProvider, IChatClient> Client, Func<IServiceProvider, TargetProfile> Profile);

/// <summary>A client of its own as it was registered.</summary>
internal sealed record KeyedClient(string Key, IReadOnlyList<string> Targets, Func<HybridPolicy, HybridPolicy>? Policy);

/// <summary>The rules in force with a change to them, the same object for as long as the rules are the same.</summary>
internal sealed class ChangedPolicy(Func<HybridPolicy> source, Func<HybridPolicy, HybridPolicy> change)
{
    private Pair? _last;

    public HybridPolicy Current()
    {
        var policy = source();
        var last = Volatile.Read(ref _last);
        if (!ReferenceEquals(last?.From, policy))
        {
            var changed = change(policy) ?? throw new InvalidOperationException("The change of a client's policy returned null.");
            Volatile.Write(ref _last, last = new(policy, changed with { Revision = PolicyMap.Revision(changed) }));
        }

        return last.To;
    }

    private sealed record Pair(HybridPolicy From, HybridPolicy To);
}
