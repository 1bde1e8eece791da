namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>What is fixed when a generator is created.</summary>
/// <param name="Capacity">Prompt and answer together, in tokens; the cache for all of it is allocated at once.</param>
/// <param name="Guidance">A grammar; generation then uses the native loop, which masks what the grammar forbids.</param>
internal sealed record GeneratorSettings(int Capacity, Guidance? Guidance = null);

/// <summary>A grammar and how to choose among what it allows. Equal values may share a generator.</summary>
/// <param name="Type">json_schema, regex or lark_grammar.</param>
/// <param name="Data">The grammar.</param>
/// <param name="Temperature">0 takes the likeliest token.</param>
/// <param name="TopK">Candidates kept when sampling.</param>
/// <param name="TopP">Probability mass kept when sampling.</param>
/// <param name="Seed">Seed of the native sampler. It runs on between answers, so that a sampled answer with a seed needs a fresh generator.</param>
internal sealed record Guidance(
    string Type, string Data, float Temperature = 0, int TopK = 50, float TopP = 1, int? Seed = null)
{
    /// <summary>Whether a used generator gives the same answers as a fresh one.</summary>
    public bool IsReusable => Temperature <= 0 || Seed is null;
}
