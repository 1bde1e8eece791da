using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Counts with the model's own encoder; before the model is loaded it estimates on the safe side.</summary>
internal sealed class TokenCounter(ModelHost host) : ITokenCounter
{
    // What a turn's frame takes in the known templates, and the default system prompt some of them add.
    private const int FrameTokens = 8;
    private const int DefaultSystemTokens = 32;

    public int Count(ReadOnlySpan<char> text) => host.Loaded is { } model
        ? model.Tokenizer.CountTokens(text)
        : Estimate(text);

    public int Count(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var turns = TurnReader.Read(messages, options);
        if (host.Loaded is { } model)
            return model.Renderer.Render(turns).Length;
        return DefaultSystemTokens + turns.Sum(turn => Estimate(turn.Content) + FrameTokens);
    }

    // Byte-level vocabularies take a token for three to five letters of English, and one for each byte of rare scripts at worst.
    private static int Estimate(ReadOnlySpan<char> text) => (text.Length + 2) / 3;
}
