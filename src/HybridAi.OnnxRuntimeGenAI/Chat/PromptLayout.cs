using System.Security.Cryptography;
using System.Text;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Lays a conversation out as the model sees it, the same for answers, probes and counts. Thread-safe.</summary>
internal sealed class PromptLayout(GenAIChatClientOptions options)
{
    // Partitions without a key are named by a keyed hash, so that nothing of a text can be read out of one.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Renders turns and fits them into the context.</summary>
    public ContextFit Fit(LocalModel model, IReadOnlyList<Turn> turns, AnswerWishes wishes) =>
        ContextFit.Find(model, turns, wishes.MaxTokens, options.ContextOverflow);

    /// <summary>A request for the model.</summary>
    public GenerationRequest ToRequest(LocalModel model, ContextFit fit, AnswerWishes wishes) => new()
    {
        Prompt = fit.Prompt,
        SharedLength = IsShared(fit.Turns) ? model.Renderer.SystemLength(fit.Turns, fit.Prompt) : 0,
        Partition = PartitionOf(fit.Turns, wishes),
        Caller = $"{wishes.Tenant}\n{wishes.ConversationKey}",
        MaxTokens = fit.MaxTokens,
        Sampling = wishes.Sampling,
        ReadsStates = wishes.WantsConfidence,
        RunsAnew = wishes is { Seed: not null, Sampling.Temperature: > 0 },
        // Without a seed every answer has its own.
        Seed = wishes.Seed is { } seed ? (ulong)seed : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)),
        Guidance = wishes.Schema is null ? null : JsonGrammar.ToGuidance(wishes.Schema, wishes),
    };

    private bool IsShared(IReadOnlyList<Turn> turns) =>
        turns[0].Role != "system" || (options.SharedSystemPrompt is { } shared && turns[0].Content == shared);

    // A conversation without a key is known by how it begins: whoever can name its first message may reuse its cache.
    private string PartitionOf(IReadOnlyList<Turn> turns, AnswerWishes wishes)
    {
        if (wishes.ConversationKey is { } key)
            return $"k\n{wishes.Tenant}\n{key}";
        var beginning = new StringBuilder();
        foreach (var turn in turns)
        {
            beginning.Append(turn.Role).Append('\n').Append(turn.Content).Append('\0');
            if (turn.Role == "user")
                break;
        }
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(beginning.ToString()));
        return $"h\n{wishes.Tenant}\n{Convert.ToHexString(hash)}";
    }
}
