namespace HybridAi.OnnxRuntimeGenAI;

/// <summary>How an execution provider fared when the model was loaded.</summary>
/// <param name="Provider">The execution provider, for example "cuda" or "cpu".</param>
/// <param name="Reason">Why it is not used, or <see langword="null"/> for the one that is.</param>
public sealed record ProviderVerdict(string Provider, string? Reason);
