using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi;

/// <summary>What can be added to a registered hybrid client.</summary>
public static class HybridChatClientBuilderExtensions
{
    /// <summary>Adds a target.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The target's name; its configuration is the section <c>Targets:&lt;name&gt;</c>.</param>
    /// <param name="client">
    /// Makes the client, once; the container disposes it. A <see cref="LocalModelException"/> thrown here makes the target unavailable
    /// with that reason and lets the application start.
    /// </param>
    /// <param name="profile">Makes the profile; values in the target's configuration replace its values.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// The client can also be had alone, as a keyed <see cref="IChatClient"/> under the target's name: for off-device targets
    /// behind the same egress gate, and in the same audit.
    /// </remarks>
    public static IHybridChatClientBuilder AddTarget(
        this IHybridChatClientBuilder builder,
        string name,
        Func<IServiceProvider, IChatClient> client,
        Func<IServiceProvider, TargetProfile> profile)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(profile);

        var registration = new TargetRegistration(name, client, profile);
        builder.Services.AddSingleton(registration);
        builder.Services.AddKeyedSingleton(name, (p, _) => new TargetHolder(registration, p));
        builder.Services.AddKeyedSingleton<IChatClient>(name, (p, _) => p.GetRequiredKeyedService<TargetHolder>(name).Gated);
        return builder;
    }

    /// <summary>
    /// Adds a client of its own beside the default one, with some of its targets: one that has no off-device target at all, for example. It is had as a keyed
    /// <see cref="IChatClient"/>, and as a keyed <see cref="HybridChatClient"/>. Audit, records, telemetry, budgets' ledger and conversations are the default client's.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The client's key; not the name of a target.</param>
    /// <param name="targets">Names of the targets it may use, at least one. No other target can be chosen, forced or configured into it.</param>
    /// <param name="policy">Returns its rules, from the rules in force; called again after a reload. Default the same rules. What it changes applies to tenants
    /// without a preset of their own.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddKeyedClient(
        this IHybridChatClientBuilder builder, string key, IEnumerable<string> targets, Func<HybridPolicy, HybridPolicy>? policy = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(targets);
        var own = new KeyedClient(key, [.. targets], policy);
        if (own.Targets.Count == 0)
        {
            throw new ArgumentException("A client needs at least one target.", nameof(targets));
        }

        builder.Services.AddKeyedSingleton(key, (p, _) => HybridClientFactory.Create(p, own));
        builder.Services.AddKeyedSingleton<IChatClient>(key, (p, _) => p.GetRequiredKeyedService<HybridChatClient>(key));
        builder.Services.AddSingleton(own);
        return builder;
    }

    /// <summary>Adds a target whose client exists already. Who made the client disposes it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The target's name.</param>
    /// <param name="client">The client; thread-safe.</param>
    /// <param name="profile">The facts about it.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddTarget(
        this IHybridChatClientBuilder builder, string name, IChatClient client, TargetProfile profile)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(profile);

        return builder.AddTarget(name, _ => new BorrowedChatClient(client), _ => profile);
    }

    /// <summary>The configuration section of a target, or <see langword="null"/> when the client was registered without configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The target's name.</param>
    public static IConfigurationSection? GetTargetSection(this IHybridChatClientBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        return builder.Configuration?.GetSection($"Targets:{name}");
    }

    /// <summary>Changes the policy after configuration was read.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="change">Returns the policy to use.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder ConfigurePolicy(
        this IHybridChatClientBuilder builder, Func<HybridPolicy, HybridPolicy> change)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(change);

        builder.Services.AddSingleton(new PolicyChange(change));
        return builder;
    }

    /// <summary>Changes the options after configuration was read; what it sets is checked like configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder Configure(this IHybridChatClientBuilder builder, Action<HybridAiOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddSingleton(new OptionsChange(configure));
        return builder;
    }

    /// <summary>Adds a check of a package's own options, so that its errors are reported with all the others.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="errors">Returns what is wrong, each with the path and a remedy and without any secret; nothing when all is well.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddOptionsCheck(
        this IHybridChatClientBuilder builder, Func<IServiceProvider, IEnumerable<string>> errors)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(errors);

        builder.Services.AddSingleton(new TargetCheck(errors));
        return builder;
    }

    /// <summary>Declares the options that a package reads for a target, so that a misspelt one is reported. Undeclared, any name is let pass.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="names">Names below <c>Targets:&lt;target&gt;</c> beside those that every target has.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddTargetOptionNames(this IHybridChatClientBuilder builder, string target, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        ArgumentNullException.ThrowIfNull(names);

        builder.Services.AddSingleton(new TargetOptionNames(target, names));
        return builder;
    }

    /// <summary>Says who is asked where policy asks for consent. One provider; a request can bring its own.</summary>
    /// <typeparam name="TProvider">The provider's type; made by the container, once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddConsentProvider<
        [System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
            System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        this IHybridChatClientBuilder builder)
        where TProvider : class, IConsentProvider
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IConsentProvider, TProvider>();
        return builder;
    }

    /// <summary>
    /// Adds heads on the hidden state of a local model (tier 1): requests near the threshold are then also judged by the model they would
    /// stay on. Heads for a model that no target has do nothing; of two for the same model the last added count.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="heads">Reads the heads, once.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddProbeHeads(this IHybridChatClientBuilder builder, Func<IServiceProvider, ProbeHeads> heads)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(heads);

        builder.Services.AddSingleton(heads);
        return builder;
    }

    /// <summary>
    /// Adds heads on the confidence of a local model's drafts (tier 2): drafts that look wrong go to another target. Heads for a model that
    /// no target has do nothing; of two for the same model the last added count.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="heads">Reads the heads, once.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddDraftHeads(this IHybridChatClientBuilder builder, Func<IServiceProvider, DraftHeads> heads)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(heads);

        builder.Services.AddSingleton(heads);
        return builder;
    }

    /// <summary>
    /// Adds the calibration that comes with a local model: scores and threshold are those of this model, as long as it is the first device target and
    /// configuration names no calibration of the application's own. A configured threshold wins over the calibration's. Of several the last added counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="calibration">Reads the calibration, once. One for another revision of the classifier is not used.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddCalibration(
        this IHybridChatClientBuilder builder, Func<IServiceProvider, RoutingCalibration> calibration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(calibration);

        builder.Services.AddSingleton(calibration);
        return builder;
    }

    /// <summary>Adds a judge of device drafts.</summary>
    /// <typeparam name="TJudge">The judge's type; made by the container, once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddDraftJudge<
        [System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
            System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TJudge>(
        this IHybridChatClientBuilder builder)
        where TJudge : class, IDraftJudge
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IDraftJudge, TJudge>();
        return builder;
    }
}

/// <summary>What a package finds wrong with its own options.</summary>
internal sealed record TargetCheck(Func<IServiceProvider, IEnumerable<string>> Errors);

/// <summary>The options that a package reads for a target.</summary>
internal sealed record TargetOptionNames(string Target, string[] Names);

/// <summary>A change to the options made in code.</summary>
internal sealed record OptionsChange(Action<HybridAiOptions> Apply);

/// <summary>A change to the policy made in code.</summary>
internal sealed record PolicyChange(Func<HybridPolicy, HybridPolicy> Apply);
