using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Tier 0 without a trained model: length, structure and asking words of the last message by the user.</summary>
internal sealed class HeuristicScorer : IDifficultyScorer
{
    private const int Window = 4096;

    private static readonly PhraseSet _demanding = new(
        StringComparison.OrdinalIgnoreCase,
        "prove", "derive", "step by step", "explain why", "compare", "analyse", "analyze", "design", "implement", "refactor",
        "optimise", "optimize", "trade-off", "architecture", "algorithm", "complexity", "equation", "integral", "theorem", "essay",
        "strategy", "evaluate", "debug", "critique");

    private static readonly PhraseSet _plain = new(
        StringComparison.OrdinalIgnoreCase,
        "what is the capital", "translate", "summarize", "summarise", "classify", "extract", "yes or no", "hello", "thanks", "rewrite");

    public double Score(IReadOnlyList<ChatMessage> messages, RequestSignals signals)
    {
        var text = LastUserText(messages);
        var head = text.Length > Window ? text[..Window] : text;
        var z = -1.6;
        z += 0.9 * Math.Log10(1 + (text.Length / 80.0));
        z += 1.1 * Math.Min(3, Count(head, _demanding));
        z -= Math.Min(2, Count(head, _plain));
        z += signals.Code ? 1.2 : 0;
        z += signals.Tools > 0 ? 0.6 : 0;
        z += 0.2 * Math.Min(4, head.Count('?') - 1);
        return 1 / (1 + Math.Exp(-z));
    }

    private static ReadOnlySpan<char> LastUserText(IReadOnlyList<ChatMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Role == ChatRole.User)
            {
                return messages[i].Text;
            }
        }

        return default;
    }

    private static int Count(ReadOnlySpan<char> text, PhraseSet words)
    {
        var count = 0;
        for (int at; count < 4 && (at = words.IndexIn(text)) >= 0; count++)
        {
            text = text[Math.Min(text.Length, at + 4)..];
        }

        return count;
    }
}
