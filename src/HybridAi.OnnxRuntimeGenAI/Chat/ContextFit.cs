using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>A prompt that fits the context, and what it took.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Turns">The turns that are in it.</param>
/// <param name="Dropped">Turns that were left out.</param>
/// <param name="MaxTokens">Longest answer, cut to what is left of the context.</param>
internal sealed record ContextFit(int[] Prompt, IReadOnlyList<Turn> Turns, int Dropped, int MaxTokens)
{
    // An answer of which less than this fits is not worth a truncated prompt; the caller's own limit may be smaller.
    private const int LeastAnswer = 64;

    /// <summary>Fits turns into the context.</summary>
    /// <param name="model">Renders and knows its context.</param>
    /// <param name="turns">The turns.</param>
    /// <param name="wanted">Longest answer wanted, in tokens.</param>
    /// <param name="overflow">What to do when they do not fit.</param>
    /// <exception cref="LocalModelException">They do not fit.</exception>
    public static ContextFit Find(LocalModel model, IReadOnlyList<Turn> turns, int wanted, ContextOverflow overflow)
    {
        var context = model.Facts.ContextLength;
        var room = Math.Min(wanted, LeastAnswer);
        var prompt = model.Renderer.Render(turns);
        var kept = turns.ToList();
        while (prompt.Length + room > context)
        {
            if (overflow == ContextOverflow.Refuse || !DropOldest(model, kept, prompt.Length + room - context))
                throw new LocalModelException(LocalModelErrorKind.ContextExceeded,
                    $"The prompt has {prompt.Length} tokens; with an answer it does not fit the model's context of " +
                    $"{context}. Shorten it, or set ContextOverflow to DropOldestTurns.");
            prompt = model.Renderer.Render(kept);
        }
        return new(prompt, kept, turns.Count - kept.Count, Math.Min(wanted, context - prompt.Length));
    }

    // Leaves out turns from the front until about so many tokens are gone; an answer goes with its question.
    private static bool DropOldest(LocalModel model, List<Turn> turns, int tokens)
    {
        var first = turns.FindIndex(turn => turn.Role != "system");
        var last = turns.FindLastIndex(turn => turn.Role == "user");
        var end = first;
        for (var dropped = 0; end < last && (dropped < tokens || turns[end].Role == "assistant"); end++)
            dropped += model.Tokenizer.CountTokens(turns[end].Content) + 4;
        if (first < 0 || end == first)
            return false;
        turns.RemoveRange(first, end - first);
        return true;
    }
}
