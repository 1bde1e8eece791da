using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A named place that can answer: a client and the facts about it. Immutable.</summary>
public sealed class Target
{
    /// <summary>Creates a target.</summary>
    /// <param name="name">Its name in options, decisions and metrics; letters, digits, '-', '_' and '.', at most 64.</param>
    /// <param name="client">The client that talks to it; thread-safe. Who disposes it is said where the target is added.</param>
    /// <param name="profile">The facts about it.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or holds other characters.</exception>
    public Target(string name, IChatClient client, TargetProfile profile)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(profile);
        if (name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new ArgumentException(
                "A target's name has letters, digits, '-', '_' and '.' only, at most 64 of them.", nameof(name));
        }

        Name = name;
        Client = client;
        Profile = profile;
    }

    /// <summary>The name used in options, decisions and metrics.</summary>
    public string Name { get; }

    /// <summary>The client that talks to it.</summary>
    public IChatClient Client { get; }

    /// <summary>The facts about it.</summary>
    public TargetProfile Profile { get; }

    /// <summary>The name and location.</summary>
    public override string ToString() => $"{Name} ({Profile.Location})";
}
