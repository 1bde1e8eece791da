using Microsoft.Extensions.AI;

namespace HybridAi.Selection;

public class AgentTests
{
    private static readonly ChatOptions _options = new() { Tools = [AIFunctionFactory.Create((string q) => q, "search")] };

    private static HybridChatClient Client(IChatClient local, Func<HybridPolicy, HybridPolicy>? policy = null) => new(
        [
            new Target("local", local, TargetProfile.OnDevice(32_768, TargetCapabilities.Tools)),
            new Target("cloud", ScriptedChatClient.Says("cloud"), TargetProfile.Cloud()),
        ],
        (policy ?? (p => p))(new()));

    private static ScriptedChatClient Caller() => new()
    {
        Stream = (messages, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(
            ChatRole.Assistant, [new FunctionCallContent($"call-{messages.Count}", "search", new Dictionary<string, object?> { ["q"] = $"q{messages.Count}" })])),
    };

    // Runs the loop that an application runs around a client, and returns the decision of every turn.
    private static async Task<List<RouteDecision>> LoopAsync(HybridChatClient client, bool streaming, Func<int, object> result, int turns)
    {
        List<ChatMessage> messages = [new(ChatRole.User, Ask.Easy)];
        List<RouteDecision> decisions = [];
        for (var i = 0; i < turns; i++)
        {
            var response = await client.AskAsync(streaming, messages, _options);
            decisions.Add(response.GetRouteDecision()!);
            messages.AddRange(response.Messages);
            var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                break;
            }

            messages.Add(new(ChatRole.Tool, [.. calls.Select(c => new FunctionResultContent(c.CallId, result(i)))]));
        }

        return decisions;
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Agent_ThreeFailedTools_IsTakenOver(bool streaming)
    {
        using var client = Client(Caller());

        var decisions = await LoopAsync(client, streaming, _ => "Error: the tool failed.", 10);

        decisions.Select(d => d.Target).ShouldBe(["local", "local", "local", "cloud"]);
        decisions[^1].Reason.ShouldBe(RouteReasons.AgentStuck);
        decisions[^1].Signals.ToolErrors.ShouldBe(3);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Agent_SameCallAgain_IsTakenOver(bool streaming)
    {
        var local = new ScriptedChatClient
        {
            Stream = (m, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(
                ChatRole.Assistant, [new FunctionCallContent($"call-{m.Count}", "search", new Dictionary<string, object?> { ["q"] = "same" })])),
        };
        using var client = Client(local);

        var decisions = await LoopAsync(client, streaming, i => $"result {i}", 10);

        decisions.Select(d => d.Target).ShouldBe(["local", "local", "local", "cloud"]);
        decisions[^1].Signals.ToolRepeats.ShouldBe(3);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Agent_ThatGetsOn_IsLeftAloneForTwelveSteps(bool streaming)
    {
        using var client = Client(Caller());

        var decisions = await LoopAsync(client, streaming, i => i % 3 == 2 ? "Error: no" : $"result {i}", 20);

        decisions.Count(d => d.Target == "local").ShouldBe(12);
        decisions[^1].Reason.ShouldBe(RouteReasons.AgentStuck);
        decisions[^1].Signals.ToolSteps.ShouldBe(12);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Agent_StuckAndSwitchedOff_StaysInItsLoop(bool streaming)
    {
        using var client = Client(Caller(), p => p with { EscalateStuckAgents = false });

        (await LoopAsync(client, streaming, _ => "Error: no", 8)).ShouldAllBe(d => d.Target == "local");
    }

    [Theory]
    [InlineData("Tell me a joke about cats", true, "local")]
    [InlineData("Tell me a joke about cats", false, "cloud")]
    [InlineData("Please search for a joke about cats", true, "cloud")]
    public async Task Tools_NotNeeded_AreDroppedWhenAllowed(string prompt, bool allowed, string expected)
    {
        foreach (var streaming in new[] { true, false })
        {
            var local = ScriptedChatClient.Says("local");
            using var client = Ask.Hybrid(local, ScriptedChatClient.Says("cloud"), p => p with { DropUnneededTools = allowed, Threshold = 1 });

            (await client.AskAsync(streaming, prompt, _options)).Text.ShouldBe(expected);
            local.Requests.ShouldAllBe(r => r.Options!.Tools == null);
        }

        _options.Tools!.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Tools_Required_AreNeverDropped(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { DropUnneededTools = true, Threshold = 1 });
        var options = _options.Clone();
        options.ToolMode = ChatToolMode.RequireAny;

        (await client.AskAsync(streaming, "Tell me a joke about cats", options)).Text.ShouldBe("cloud");
    }
}
