using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>What all judging of one request's drafts used, by judges that ask a model.</summary>
/// <param name="Calls">Judgings that used something.</param>
/// <param name="Tokens">Input and output tokens.</param>
/// <param name="Cost">Money in the currency of the profiles' prices.</param>
public sealed record JudgeCost(
    [property: JsonPropertyName("calls"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Calls,
    [property: JsonPropertyName("tokens"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] long Tokens,
    [property: JsonPropertyName("cost"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal Cost);
