using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What an application may say about a request beside its text.</summary>
public static class HybridRequestExtensions
{
    /// <summary>Keeps a message, and every request that carries it, on the device whatever it holds.</summary>
    /// <param name="message">The message; changed in place.</param>
    /// <returns>The same message.</returns>
    public static ChatMessage KeepOnDevice(this ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        (message.AdditionalProperties ??= [])[HybridKeys.KeepOnDevice] = true;
        return message;
    }

    /// <summary>Lets only one target answer. Privacy still applies: what may not leave is refused.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="target">The target's name.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions ForceTarget(this ChatOptions options, string target) =>
        options.Set(HybridKeys.Target, target);

    /// <summary>Lets only one target answer this request and the rest of its conversation, until <see cref="ReleaseTarget"/>.</summary>
    /// <remarks>Remembered once a turn was answered, under the conversation's key or its history.</remarks>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="target">The target's name.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions ForceTargetForConversation(this ChatOptions options, string target) =>
        options.Set(HybridKeys.Target, target).Set(HybridKeys.TargetScope, ConversationScope);

    /// <summary>Takes <see cref="ForceTargetForConversation"/> back: from this request on the router decides again.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions ReleaseTarget(this ChatOptions options)
    {
        options.Set(HybridKeys.TargetScope, ReleasedScope).AdditionalProperties!.Remove(HybridKeys.Target);
        return options;
    }

    /// <summary>Names the conversation, so that it stays where it is unless moving gains something.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="key">The application's own name of the conversation. It never leaves the device.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions SetConversationKey(this ChatOptions options, string key) =>
        options.Set(HybridKeys.ConversationKey, key);

    /// <summary>Names the tenant on whose behalf the request is made.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="tenant">The tenant's name. It never leaves the device.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions SetTenant(this ChatOptions options, string tenant) =>
        options.Set(HybridKeys.Tenant, tenant);

    /// <summary>Names the user on whose behalf the request is made: for budgets per user and for a ramp.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="user">The user's name, a pseudonym for example. It never leaves the device.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions SetUser(this ChatOptions options, string user) =>
        options.Set(HybridKeys.User, user);

    /// <summary>Says who is served first where requests wait for a target's limits. Default <see cref="RequestPriority.Normal"/>.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="priority">The priority.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions SetPriority(this ChatOptions options, RequestPriority priority) =>
        options.Set(HybridKeys.Priority, priority.ToString());

    /// <summary>Adds a tag that rules, budgets and reports can name.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="tag">The tag; without a comma.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">The tag is empty or holds a comma.</exception>
    public static ChatOptions AddTag(this ChatOptions options, string tag)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        if (tag.Contains(','))
        {
            throw new ArgumentException("A tag has no comma.", nameof(tag));
        }

        var tags = options.ReadString(HybridKeys.Tags);
        return options.Set(HybridKeys.Tags, tags is null ? tag : $"{tags},{tag}");
    }

    internal const string ConversationScope = "conversation";
    internal const string ReleasedScope = "released";

    /// <summary>
    /// Forgets that the conversation once carried what must stay. For an application that has removed that content, and every answer made from it, from the
    /// history: what is still in there keeps the request on the device as before.
    /// </summary>
    /// <param name="options">The options, with a conversation key; changed in place.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions ReleaseConversation(this ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        (options.AdditionalProperties ??= [])[HybridKeys.Release] = true;
        return options;
    }

    /// <summary>Says who is asked for consent to this request. Default the client's provider.</summary>
    /// <param name="options">The options; changed in place.</param>
    /// <param name="provider">The provider.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions SetConsentProvider(this ChatOptions options, IConsentProvider provider)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(provider);

        (options.AdditionalProperties ??= [])[HybridKeys.Consent] = provider;
        return options;
    }

    /// <summary>
    /// Declares that a function runs on this device and hands nothing on: only then it is given values that were masked, and offered while a request is kept
    /// on the device.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <returns>The same function, declared.</returns>
    public static AIFunction RunsOnDevice(this AIFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);

        return new DeviceFunction(function);
    }

    internal static T? ReadObject<T>(this ChatOptions? options, string key)
        where T : class =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value) ? value as T : null;

    private sealed class DeviceFunction(AIFunction inner) : DelegatingAIFunction(inner)
    {
        private readonly Dictionary<string, object?> _properties =
            new(inner.AdditionalProperties, StringComparer.Ordinal) { [HybridKeys.ToolLocation] = Privacy.Location.Device };

        public override IReadOnlyDictionary<string, object?> AdditionalProperties => _properties;
    }

    internal static bool ReadFlag(this ChatOptions? options, string key) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value)
        && value is true or "true" or System.Text.Json.JsonElement { ValueKind: System.Text.Json.JsonValueKind.True };

    internal static string? ReadString(this ChatOptions? options, string key) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value)
            ? value as string ?? (value is System.Text.Json.JsonElement { ValueKind: System.Text.Json.JsonValueKind.String } e ? e.GetString() : null)
            : null;

    internal static string[] ReadTags(this ChatOptions? options) =>
        options.ReadString(HybridKeys.Tags)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    internal static bool IsKeptOnDevice(this ChatMessage message) =>
        message.AdditionalProperties is { } properties
        && properties.TryGetValue(HybridKeys.KeepOnDevice, out var value)
        && value is not (null or false or System.Text.Json.JsonElement { ValueKind: System.Text.Json.JsonValueKind.False });

    private static ChatOptions Set(this ChatOptions options, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(value);

        (options.AdditionalProperties ??= [])[key] = value;
        return options;
    }
}
