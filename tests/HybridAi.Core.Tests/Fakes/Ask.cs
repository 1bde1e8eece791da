using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Asks a client in both ways, so that a theory over <c>streaming</c> tests the same thing twice.</summary>
internal static class Ask
{
    public const string Easy = "What is the capital of France?";

    public const string Hard = "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.";

    public static async Task<ChatResponse> AskAsync(
        this IChatClient client, bool streaming, string text, ChatOptions? options = null, CancellationToken token = default) =>
        await client.AskAsync(streaming, [new(ChatRole.User, text)], options, token);

    public static async Task<ChatResponse> AskAsync(
        this IChatClient client, bool streaming, IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken token = default) =>
        streaming
            ? await client.GetStreamingResponseAsync(messages, options, token).ToChatResponseAsync(token)
            : await client.GetResponseAsync(messages, options, token);

    public static HybridChatClient Hybrid(
        IChatClient local, IChatClient cloud, Func<HybridPolicy, HybridPolicy>? policy = null, HybridChatClientParts? parts = null) =>
        new(
            [
                new Target("local", local, TargetProfile.OnDevice(8192)),
                new Target("cloud", cloud, TargetProfile.Cloud(0.15m, 0.60m)),
            ],
            (policy ?? (p => p))(new()),
            parts);
}
