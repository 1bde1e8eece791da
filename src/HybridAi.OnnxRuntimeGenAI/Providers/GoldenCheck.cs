using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Providers;

/// <summary>Proves a loaded model before it is used: drivers fail, or compute nonsense, at the first run.</summary>
internal static class GoldenCheck
{
    private const string Owner = "hybridai.golden";

    /// <summary>Runs the golden prompt.</summary>
    /// <param name="model">The model.</param>
    /// <param name="golden">What it should answer; without it only finite logits are asked for.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? Prove(LocalModel model, GoldenTokens? golden)
    {
        var seen = new Seen(golden?.Expected.Count ?? 1);
        var request = new GenerationRequest
        {
            Prompt = golden is null ? [0] : [.. golden.Prompt],
            Partition = Owner,
            Caller = Owner,
            MaxTokens = seen.Wanted,
        };
        // The worker has its own thread: nothing is captured, so blocking here cannot dead-lock.
        try
        {
            model.GenerateAsync(request, seen, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (LocalModelException e)
        {
            return e.Message;
        }
        model.Trim();
        if (golden is not null && !seen.Tokens.SequenceEqual(golden.Expected.Take(seen.Tokens.Count)))
            return "It does not answer the fixed prompt with the expected tokens.";
        return null;
    }

    private sealed class Seen(int wanted) : IGenerationSink
    {
        public int Wanted => wanted;

        public List<int> Tokens { get; } = [];

        public void OnPrompt(int cachedTokens)
        {
        }

        public bool OnToken(int token, TokenSignals? signals)
        {
            Tokens.Add(token);
            return Tokens.Count < wanted;
        }

        public void OnEnd(GenerationEnd end, TokenSignals? signals)
        {
        }
    }
}
