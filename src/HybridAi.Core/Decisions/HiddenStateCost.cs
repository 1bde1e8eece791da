using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>What reading the hidden state for a decision cost, on the device.</summary>
/// <param name="Milliseconds">Time until the state was there or given up.</param>
/// <param name="Tokens">Tokens of the prompt that was read; 0 when it was not read to the end.</param>
/// <param name="CachedTokens">Of these, tokens that were in the cache already. Of a request that stays, the others are in it for the answer.</param>
public sealed record HiddenStateCost(
    [property: JsonPropertyName("ms")] double Milliseconds,
    [property: JsonPropertyName("tokens"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Tokens,
    [property: JsonPropertyName("cached"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] int CachedTokens);
