using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Prices from configuration over the shipped table, and into the profiles of targets that have none.</summary>
internal static class PriceMap
{
    public static PriceTable ToTable(HybridAiPriceOptions options) =>
        options is { PerMillion.Count: 0, Date: null, Currency: null } ? PriceTable.Shipped : PriceTable.Shipped.With(
            options.PerMillion.ToDictionary(p => p.Key, p => new ModelPrice(p.Value.Input!.Value, p.Value.Cached ?? p.Value.Input.Value, p.Value.Output!.Value)),
            options.Date,
            options.Currency);

    /// <summary>
    /// The profile with its model's prices. Only in the cloud, only where neither code nor configuration names a price, and only for a model that the
    /// table knows: elsewhere "no price" may well mean "for free".
    /// </summary>
    public static TargetProfile Over(TargetProfile profile, IChatClient client, HybridAiTargetOptions? options, HybridAiPriceOptions prices)
    {
        // The table is read only for a target that needs it: most applications start without.
        var priced = profile is not { InputPerMillion: 0, OutputPerMillion: 0 } || options is { InputPerMillion: not null } or { OutputPerMillion: not null };
        return priced || profile.Location != Location.Cloud || ToTable(prices).Find(client.GetService<ChatClientMetadata>()?.DefaultModelId) is not { } price
            ? profile
            : profile with { InputPerMillion = price.Input, CachedInputPerMillion = profile.CachedInputPerMillion ?? price.CachedInput, OutputPerMillion = price.Output };
    }

    /// <summary>The profile of a target whose client is not there, with the prices of the model that the settings name for it.</summary>
    public static TargetProfile Named(TargetProfile profile, HybridAiTargetOptions? options, string? model, PriceTable table) =>
        options is { InputPerMillion: not null } or { OutputPerMillion: not null } || profile.Location != Location.Cloud || table.Find(model) is not { } price
            ? profile
            : profile with { InputPerMillion = price.Input, CachedInputPerMillion = options?.CachedInputPerMillion ?? price.CachedInput, OutputPerMillion = price.Output };
}
