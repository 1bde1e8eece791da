namespace HybridAi.OnnxRuntimeGenAI.Sampling;

/// <summary>A chosen token. The figures are of the model's own distribution: before penalties, temperature and filters.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="LogProbability">Natural logarithm of its probability; NaN unless measured.</param>
/// <param name="Entropy">Entropy of the distribution in nats; NaN unless measured.</param>
/// <param name="Margin">Log-probability of the most likely token minus that of the second; NaN unless measured.</param>
internal readonly record struct SampledToken(int Id, float LogProbability, float Entropy, float Margin);

/// <summary>A token and the natural logarithm of its probability.</summary>
internal readonly record struct TokenLogProbability(int Id, float LogProbability);
