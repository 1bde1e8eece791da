using Microsoft.Extensions.Configuration;

namespace HybridAi;

/// <summary>Reads what packages need of a target's configuration.</summary>
public static class TargetSettings
{
    /// <summary>
    /// A target's key: its value <c>ApiKey</c>, or what the whole configuration holds under the name that <c>ApiKeyName</c> gives.
    /// Nothing is read from the environment here; a host that adds environment variables to its configuration makes them visible.
    /// </summary>
    /// <param name="target">The target's section.</param>
    /// <param name="configuration">The application's whole configuration.</param>
    /// <returns>The key, or <see langword="null"/> when neither is set.</returns>
    /// <exception cref="InvalidOperationException"><c>ApiKeyName</c> names a value that is not there.</exception>
    public static string? GetApiKey(IConfiguration? target, IConfiguration? configuration)
    {
        if (target?["ApiKey"] is { Length: > 0 } key)
        {
            return key;
        }

        if (target?["ApiKeyName"] is not { Length: > 0 } name)
        {
            return null;
        }

        return configuration?[name] is { Length: > 0 } named ? named : throw new InvalidOperationException(
            $"The configuration has no value '{name}', which a target's ApiKeyName names. Set it, as an environment variable or a user secret for example.");
    }
}
