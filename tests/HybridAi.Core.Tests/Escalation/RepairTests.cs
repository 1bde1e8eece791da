using Microsoft.Extensions.AI;

namespace HybridAi.Escalation;

public class RepairTests
{
    private static readonly ChatOptions _json = new() { ResponseFormat = ChatResponseFormat.Json };
    private static readonly ChatOptions _tools = new() { Tools = [AIFunctionFactory.Create((string city) => city, "weather", "Tells the weather of a city")] };

    private static HybridChatClient Client(IChatClient local, IChatClient cloud, Func<HybridPolicy, HybridPolicy>? policy = null) => new(
        [
            new("local", local, TargetProfile.OnDevice(32_768, TargetCapabilities.Tools | TargetCapabilities.Json)),
            new("cloud", cloud, TargetProfile.Cloud()),
        ],
        (policy ?? (p => p))(new() { Threshold = 1 }));

    // One word per update and longer than any hold-back: only an answer that is held back as a whole can be judged.
    private static ScriptedChatClient Slowly(string text) => ScriptedChatClient.Says([.. text.Chunk(2).Select(c => new string(c))]);

    private const string Long = "{\"name\": \"a text that is longer than the tokens that are held back by default\", \"list\": [1, 2, 3], \"more\": \"and more of it\"";

    [Theory, InlineData(true), InlineData(false)]
    public async Task Json_NearlyRight_IsMendedOnceAndShown(bool streaming)
    {
        using var client = Client(Slowly($"```json\n{Long},\n"), ScriptedChatClient.Says("cloud"));

        var response = await client.AskAsync(streaming, Ask.Easy, _json);

        response.Text.ShouldBe(Long + "}");
        response.GetRouteOutcome()!.Attempts.Single().Repaired.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, "<tool_call>{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}</tool_call>")]
    [InlineData(false, "<tool_call>{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}</tool_call>")]
    [InlineData(true, "```json\n{\"name\": \"Weather\", \"arguments\": {\"city\": \"Paris\",}}\n```")]
    [InlineData(false, "```json\n{\"name\": \"Weather\", \"arguments\": {\"city\": \"Paris\",}}\n```")]
    public async Task CallAsText_WithNobodyElse_IsACallAllTheSame(bool streaming, string text)
    {
        using var client = new HybridChatClient([new("local", Slowly(text), TargetProfile.OnDevice(32_768, TargetCapabilities.Tools))]);

        var response = await client.AskAsync(streaming, Ask.Easy, _tools);

        var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        call.Name.ShouldBe("weather");
        call.Arguments!["city"]!.ToString().ShouldBe("Paris");
        response.Text.ShouldBeEmpty();
        response.GetRouteOutcome()!.Attempts.Single().Repaired.ShouldBeTrue();
    }

    [Theory]
    [InlineData("It is sunny in Paris, as it was yesterday and will be tomorrow.", 2)]
    [InlineData("```python\nprint('it is sunny in Paris, as it was yesterday')\n```", 8)]
    [InlineData("{not a call at all} but a sentence that begins oddly and goes on for a while", int.MaxValue)]
    public async Task Text_WithToolsAndNobodyElse_StreamsAsSoonAsItIsNoCall(string text, int atMost)
    {
        var sent = 0;
        var pieces = text.Chunk(2).Select(c => new string(c)).ToArray();
        async IAsyncEnumerable<ChatResponseUpdate> Send()
        {
            foreach (var piece in pieces)
            {
                await Task.Yield();
                sent++;
                yield return new(ChatRole.Assistant, piece);
            }
        }

        var local = new ScriptedChatClient { Stream = (_, _, _) => Send() };
        using var client = new HybridChatClient([new("local", local, TargetProfile.OnDevice(32_768, TargetCapabilities.Tools))]);
        var (first, all) = (0, "");
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)], _tools))
        {
            first = first == 0 && update.Text.Length > 0 ? sent : first;
            all += update.Text;
        }

        all.ShouldBe(text);
        first.ShouldBeLessThanOrEqualTo(atMost);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Json_BeyondRepair_EscalatesAndIsNeverShown(bool streaming)
    {
        using var client = Client(Slowly(Long + ", \"cut\": \"of"), ScriptedChatClient.Says("{\"from\": \"cloud\"}"));

        var response = await client.AskAsync(streaming, Ask.Easy, _json);

        response.Text.ShouldBe("{\"from\": \"cloud\"}");
        response.GetRouteOutcome()!.Attempts[0].Reason.ShouldBe("json");
    }

    [Fact]
    public async Task Json_NobodyElseMayAnswer_IsStreamedAsItComes()
    {
        using var client = Client(Slowly(Long + "}"), ScriptedChatClient.Says("cloud"), p => p with { Mode = InferenceMode.OnlyOnDevice });
        var updates = 0;
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)], _json))
        {
            updates++;
        }

        updates.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData("{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}", true)]
    [InlineData("{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}", false)]
    [InlineData("<tool_call>{\"name\": \"Weather\", \"arguments\": {\"city\": \"Paris\"}</tool_call>", true)]
    [InlineData("```json\n{\"name\": \"functions.weather\", \"arguments\": {\"city\": \"Paris\",}}\n```", false)]
    public async Task ToolCall_WrittenAsText_BecomesACall(string text, bool streaming)
    {
        using var client = Client(Slowly(text), ScriptedChatClient.Says("cloud"));

        var response = await client.AskAsync(streaming, Ask.Easy, _tools);

        var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        call.Name.ShouldBe("weather");
        call.Arguments!["city"]!.ToString().ShouldBe("Paris");
        response.Text.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"name\": \"unknown\", \"arguments\": {}}", true)]
    [InlineData("{\"name\": \"unknown\", \"arguments\": {}}", false)]
    [InlineData("<tool_call>{\"name\": \"weather\", \"arguments\": {\"city\": \"Par", true)]
    [InlineData("{\"name\": \"weather\", \"arguments\": {\"town\": \"Paris\"}}", false)]
    public async Task ToolCall_BeyondRepair_EscalatesAndIsNeverShown(string text, bool streaming)
    {
        using var client = Client(Slowly(text), ScriptedChatClient.Says("cloud"));

        var response = await client.AskAsync(streaming, Ask.Easy, _tools);

        response.Text.ShouldBe("cloud");
        response.GetRouteOutcome()!.Attempts[0].Reason.ShouldBe("tool-call");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ToolCall_AfterALongText_IsJudgedBeforeAnythingIsShown(bool streaming)
    {
        var local = new ScriptedChatClient
        {
            Stream = (_, _, _) => ScriptedChatClient.Updates(
                [.. Enumerable.Range(0, 30).Select(i => new ChatResponseUpdate(ChatRole.Assistant, $"word{i} ")), new(ChatRole.Assistant, [new FunctionCallContent("c", "weather")])]),
        };
        using var client = Client(local, ScriptedChatClient.Says("cloud"));

        (await client.AskAsync(streaming, Ask.Easy, _tools)).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task DraftHint_WhenAllowed_ReachesTheCloudAndIsBilled(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Client(ScriptedChatClient.Says("I don't know, but it may be Lyon."), cloud, p => p with { DraftHint = true });

        var outcome = (await client.AskAsync(streaming, Ask.Easy)).GetRouteOutcome()!;

        var sent = cloud.Requests.Single().Messages;
        sent.Count.ShouldBe(2);
        sent[0].Text.ShouldContain("it may be Lyon");
        sent[1].Text.ShouldBe(Ask.Easy);
        outcome.Attempts[1].InputTokens!.Value.ShouldBeGreaterThan(outcome.Attempts[0].InputTokens!.Value + 10);
    }

    [Theory]
    [InlineData(true, "I don't know, but mail jane.doe@example.org about it.", true)]
    [InlineData(false, "I don't know. Is it ghp_abcdefghijklmnopqrstuvwxyz0123456789?", true)]
    [InlineData(true, "I don't know, but it may be Lyon.", false)]
    public async Task DraftHint_SensitiveOrNotAllowed_StaysHere(bool streaming, string draft, bool allowed)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Client(ScriptedChatClient.Says(draft), cloud, p => p with { DraftHint = allowed });

        (await client.AskAsync(streaming, Ask.Easy)).Text.ShouldBe("cloud");

        cloud.Requests.Single().Messages.Single().Text.ShouldBe(Ask.Easy);
    }
}
