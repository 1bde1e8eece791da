using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Ask;

/// <summary><c>ask --json</c>: {"answer","decision","outcome","usage","timings"}.</summary>
internal static class AnswerJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> WriteAsync(
        CliContext context, CliHost host, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        var response = await host.Client.GetResponseAsync(messages, options, cancellationToken);
        var outcome = response.GetRouteOutcome();
        var answer = new JsonObject
        {
            ["answer"] = response.Text,
            ["finishReason"] = response.FinishReason?.Value,
            ["model"] = response.ModelId,
            ["decision"] = response.GetRouteDecision() is { } decision ? JsonNode.Parse(RouteJson.Write(decision)) : null,
            ["outcome"] = outcome is null ? null : JsonNode.Parse(RouteJson.Write(outcome)),
            ["usage"] = new JsonObject
            {
                ["inputTokens"] = response.Usage?.InputTokenCount,
                ["cachedInputTokens"] = response.Usage?.CachedInputTokenCount,
                ["outputTokens"] = response.Usage?.OutputTokenCount,
            },
            ["timings"] = new JsonObject
            {
                ["firstTokenMs"] = outcome?.FirstTokenMilliseconds,
                ["totalMs"] = outcome?.TotalMilliseconds,
            },
        };
        await context.Out.WriteLineAsync(answer.ToJsonString(Readable));
        return ExitCodes.Success;
    }
}
