namespace HybridAi.OnnxRuntimeGenAI;

/// <summary>How likely the model found a token of its answer. Logarithms are natural; temperature and penalties are not in them.</summary>
/// <param name="Token">The token's text; a character cut by the token's border shows as U+FFFD.</param>
/// <param name="LogProbability">Its log-probability, at most 0.</param>
/// <param name="Alternatives">The likeliest tokens at this place, likeliest first, as many as were asked for.</param>
public sealed record TokenProbability(
    string Token, float LogProbability, IReadOnlyList<TokenAlternative> Alternatives);

/// <summary>A token that could have been chosen.</summary>
/// <param name="Token">Its text.</param>
/// <param name="LogProbability">Its log-probability, at most 0.</param>
public sealed record TokenAlternative(string Token, float LogProbability);
