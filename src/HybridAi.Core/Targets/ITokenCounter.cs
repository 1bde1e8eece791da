using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What a client offers through <c>GetService</c> when it can count its own tokens. Thread-safe.</summary>
public interface ITokenCounter
{
    /// <summary>Counts the tokens of a text, control tokens and template excluded.</summary>
    /// <param name="text">The text; control-token strings in it count as ordinary text.</param>
    int Count(ReadOnlySpan<char> text);

    /// <summary>Counts the tokens of a whole prompt in the model's chat layout.</summary>
    /// <param name="messages">The messages as they would be sent.</param>
    /// <param name="options">The options; tools count when the layout shows them.</param>
    int Count(IEnumerable<ChatMessage> messages, ChatOptions? options);
}
