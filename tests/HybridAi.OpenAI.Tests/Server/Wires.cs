using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Tests.Server;

/// <summary>Bodies as servers send them.</summary>
internal static class Wires
{
    public const string Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"served-model","choices":[{"index":0,
        "message":{"role":"assistant","content":"Hello there"},"logprobs":null,"finish_reason":"stop"}],
        "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":4},
        "completion_tokens_details":{"reasoning_tokens":2}}}
        """;

    public static string Text(string content) =>
        Delta("{\"content\":" + JsonSerializer.Serialize(content) + "}");

    public static string Delta(string delta, string? finish = null) =>
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"served-model\","
        + $"\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{(finish is null ? "null" : $"\"{finish}\"")}}}]}}";

    public static string Usage =>
        """{"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":4}}}""";

    /// <summary>Asks in either way, so that one test holds for both.</summary>
    public static async Task<ChatResponse> AskAsync(
        this IChatClient client, bool stream, IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (!stream)
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    public static Task<ChatResponse> AskAsync(
        this IChatClient client, bool stream, string text, ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.AskAsync(stream, [new ChatMessage(ChatRole.User, text)], options, cancellationToken);
}
