using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>What a score consists of, in log-odds: their sum is ln(score / (1 − score)).</summary>
/// <param name="Base">The share of a prompt of which nothing is known.</param>
/// <param name="Words">What the words add.</param>
/// <param name="Structure">What length, code, numbers, questions and the like add.</param>
/// <param name="Model">What the local model's own reading of the prompt adds (tier 1).</param>
public sealed record ScoreContributions(
    [property: JsonPropertyName("base")] double Base,
    [property: JsonPropertyName("words")] double Words,
    [property: JsonPropertyName("structure")] double Structure,
    [property: JsonPropertyName("model")] double Model)
{
    /// <summary>What outcomes that were reported add; 0 unless <see cref="LearningPolicy"/> is on and has learned something about such scores.</summary>
    [JsonPropertyName("learned")]
    public double Learned { get; init; }

    internal static ScoreContributions Of(in PromptAssessment assessed, double score, double learned)
    {
        var lexical = LogOdds(assessed.Probability);
        return new(
            Math.Round(assessed.Base, 2), Math.Round(assessed.Words, 2), Math.Round(lexical - assessed.Base - assessed.Words, 2),
            Math.Round(LogOdds(score) - lexical, 2))
        {
            Learned = Math.Round(learned, 2),
        };
    }

    private static double LogOdds(double probability)
    {
        var bounded = Math.Clamp(probability, 1e-6, 1 - 1e-6);
        return Math.Log(bounded / (1 - bounded));
    }
}
