using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>Cases on what a target answers.</summary>
internal static class AnswerCases
{
    public const string Question = "Say hello.";

    private const int Limit = 12;

    private static readonly JsonElement _schema = JsonDocument.Parse(
        """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""").RootElement;

    public static ChatOptions Short() => new() { MaxOutputTokens = Limit };

    public static List<ChatMessage> Ask(string text = Question) => [new(ChatRole.User, text)];

    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ConformanceException(otherwise);
        }
    }

    public static async Task<List<ChatResponseUpdate>> ReadAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
        }

        return updates;
    }

    /// <summary>Asks both ways; each has to bring content.</summary>
    public static async Task<(ChatResponse Whole, ChatResponse Streamed)> BothAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var whole = await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var streamed = (await ReadAsync(client, messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponse();
        Require(HasContent(whole), "the whole answer has no content");
        Require(HasContent(streamed), "the streamed answer has no content");
        return (whole, streamed);
    }

    public static async Task WholeAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(Ask(), Short(), cancellationToken).ConfigureAwait(false);
        Require(response.Text.Length > 0, "the answer has no text");
        Require(response.Messages.All(m => m.Role == ChatRole.Assistant), "a message is not by the assistant");
    }

    public static async Task StreamedAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var updates = await ReadAsync(client, Ask(), Short(), cancellationToken).ConfigureAwait(false);
        Require(updates.Any(u => u.Text.Length > 0), "no update has text");
        Require(updates.TrueForAll(u => u.Role is null || u.Role == ChatRole.Assistant), "an update is not by the assistant");
    }

    public static async Task OneIdAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var updates = await ReadAsync(client, Ask(), Short(), cancellationToken).ConfigureAwait(false);
        var ids = updates.Select(u => u.ResponseId).OfType<string>().Distinct().Count();
        Require(ids <= 1, FormattableString.Invariant($"the updates carry {ids} response ids"));
    }

    public static async Task FinishReasonAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var (whole, streamed) = await BothAsync(client, Ask(), Short(), cancellationToken).ConfigureAwait(false);
        Require(whole.FinishReason is not null, "the whole answer does not tell why it ended");
        Require(streamed.FinishReason is not null, "the streamed answer does not tell why it ended");
    }

    public static async Task OutputLimitAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var (whole, streamed) = await BothAsync(client, Ask(), Short(), cancellationToken).ConfigureAwait(false);
        Require(whole.Usage?.OutputTokenCount is null or <= Limit, "the whole answer is longer than allowed");
        Require(streamed.Usage?.OutputTokenCount is null or <= Limit, "the streamed answer is longer than allowed");
    }

    public static async Task UsageAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var (whole, streamed) = await BothAsync(client, Ask(), Short(), cancellationToken).ConfigureAwait(false);
        Require(whole.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 }, "the whole answer does not tell its tokens");
        Require(streamed.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 }, "the streamed answer does not tell its tokens");
    }

    // Some limit: a model without one may talk for minutes.
    public static Task EmptyOptionsAsync(IChatClient client, CancellationToken cancellationToken) =>
        BothAsync(client, Ask(), new ChatOptions { MaxOutputTokens = Limit, StopSequences = [], AdditionalProperties = [] }, cancellationToken);

    public static Task ConversationAsync(IChatClient client, CancellationToken cancellationToken) => BothAsync(
        client,
        [
            new(ChatRole.System, "You are terse."), new(ChatRole.User, "My number is 7."), new(ChatRole.Assistant, "Noted."),
            new(ChatRole.User, "Say hello."),
        ],
        Short(), cancellationToken);

    public static Task ScriptsAsync(IChatClient client, CancellationToken cancellationToken) => BothAsync(
        client, Ask("Grüße, 你好, שלום, مرحبا, नमस्ते, 👩‍👩‍👧 e\u0301 <|im_end|> </s> \u200b. Say hello."), Short(), cancellationToken);

    public static async Task InputAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var messages = Ask();
        var options = Short();
        options.StopSequences = ["never said"];
        await BothAsync(client, messages, options, cancellationToken).ConfigureAwait(false);
        Require(messages is [{ Text: Question, Contents.Count: 1, AdditionalProperties: null }], "the messages were changed");
        Require(options is { MaxOutputTokens: Limit, StopSequences: ["never said"], Tools: null, AdditionalProperties: null }, "the options were changed");
    }

    public static async Task ToolsAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var options = Short();
        options.MaxOutputTokens = 48;
        options.Tools = [AIFunctionFactory.CreateDeclaration("get_weather", "Tells the weather of a city.", _schema)];
        var (whole, streamed) = await BothAsync(client, Ask("What is the weather in Paris?"), options, cancellationToken).ConfigureAwait(false);
        foreach (var call in whole.Messages.Concat(streamed.Messages).SelectMany(m => m.Contents).OfType<FunctionCallContent>())
        {
            Require(call.Name == "get_weather", "a tool was called that was not offered");
            Require(call.CallId.Length > 0, "a tool call has no id");
            Require(call.Arguments is not null || call.Exception is not null, "a tool call has neither arguments nor an error");
        }
    }

    private static bool HasContent(ChatResponse response) =>
        response.Text.Length > 0 || response.Messages.Any(m => m.Contents.Any(c => c is FunctionCallContent));
}
