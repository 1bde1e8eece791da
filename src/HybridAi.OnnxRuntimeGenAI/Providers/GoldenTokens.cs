namespace HybridAi.OnnxRuntimeGenAI.Providers;

/// <summary>What a right implementation of a model answers: the likeliest tokens behind a fixed prompt.</summary>
/// <param name="Prompt">The prompt's tokens.</param>
/// <param name="Expected">The first tokens of the answer.</param>
internal sealed record GoldenTokens(IReadOnlyList<int> Prompt, IReadOnlyList<int> Expected);
