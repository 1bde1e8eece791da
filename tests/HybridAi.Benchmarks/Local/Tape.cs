using System.Diagnostics;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Benchmarks.Local;

/// <summary>Notes when the prompt had run and when each token came.</summary>
internal sealed class Tape : IGenerationSink
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public int Tokens { get; private set; }

    public int Cached { get; private set; }

    public TimeSpan Prompt { get; private set; }

    public TimeSpan First { get; private set; }

    public TimeSpan Last { get; private set; }

    /// <summary>Tokens per second behind the first.</summary>
    public double DecodeRate => (Tokens - 1) / (Last - First).TotalSeconds;

    public void OnPrompt(int cachedTokens)
    {
        Cached = cachedTokens;
        Prompt = _watch.Elapsed;
    }

    public bool OnToken(int token, TokenSignals? signals)
    {
        Last = _watch.Elapsed;
        if (Tokens++ == 0)
            First = Last;
        return true;
    }

    public void OnEnd(GenerationEnd end, TokenSignals? signals)
    {
    }
}
