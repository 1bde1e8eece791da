using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HybridAi;

/// <summary>Reads what requests would be decided under, without building a client: for replays and tools.</summary>
public static class RouteSettings
{
    /// <summary>
    /// Reads a configuration as an application would, and puts its facts over the targets' profiles; a target in the cloud whose <c>Model</c> it names
    /// without prices gets those of the price table.
    /// </summary>
    /// <param name="section">The section with HybridAi's options.</param>
    /// <param name="targets">The targets' profiles by name.</param>
    /// <returns>Policy and profiles.</returns>
    /// <exception cref="OptionsValidationException">The configuration is wrong; holds every error.</exception>
    public static RouteSetting Read(IConfiguration section, IReadOnlyDictionary<string, TargetProfile> targets) => Read(section, targets, null);

    /// <summary>Reads a configuration as an application would that registers a model with a calibration of its package.</summary>
    /// <param name="section">The section with HybridAi's options.</param>
    /// <param name="targets">The targets' profiles by name.</param>
    /// <param name="shipped">What came with the model's package (<c>SmolLM2Model.Calibration</c>); <see langword="null"/> when nothing did.</param>
    /// <returns>Policy and profiles.</returns>
    /// <exception cref="OptionsValidationException">The configuration is wrong; holds every error.</exception>
    public static RouteSetting Read(IConfiguration section, IReadOnlyDictionary<string, TargetProfile> targets, RoutingCalibration? shipped)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(targets);

        using var source = Source(section, targets.Keys, shipped);
        var facts = source.Options.Targets;
        var prices = PriceMap.ToTable(source.Options.Prices);
        return new(source.Policy, targets.ToDictionary(t => t.Key, t =>
        {
            var over = facts.TryGetValue(t.Key, out var own) ? own : null;
            return PriceMap.Named(PolicyMap.Over(t.Value, over), over, section[$"Targets:{t.Key}:Model"], prices);
        }));
    }

    /// <summary>Reads the prices an application would use: those of its section <c>Prices</c> over the shipped table.</summary>
    /// <param name="section">The section with HybridAi's options.</param>
    /// <exception cref="OptionsValidationException">The configuration is wrong; holds every error.</exception>
    public static PriceTable ReadPrices(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);

        using var source = Source(section, []);
        return PriceMap.ToTable(source.Options.Prices);
    }

    private static PolicySource Source(IConfiguration section, IEnumerable<string> targets, RoutingCalibration? shipped = null)
    {
        var names = section.GetSection("Targets").GetChildren().Select(c => c.Key).Concat(targets).Distinct(StringComparer.OrdinalIgnoreCase);
        return new(section, [], [], names, SelectionStrategies.Names, NullLogger<HybridChatClient>.Instance, shipped: shipped is null ? null : [shipped]);
    }
}
