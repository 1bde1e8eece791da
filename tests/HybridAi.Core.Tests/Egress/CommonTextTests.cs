using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

/// <summary>What is said in any conversation binds nobody, however often it was also said about what must stay.</summary>
public class CommonTextTests
{
    private const string Diagnosis = "My wife was diagnosed with multiple sclerosis last week.";
    private const string Sorry = "I'm sorry, I can't help with that request.";
    private const string NoResults = "The search has found no results for this query.";

    private readonly ScriptedChatClient _local = ScriptedChatClient.Says(Sorry[..12], Sorry[12..]);
    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");

    private HybridChatClient Client(PrivacyPolicy? privacy = null) => new(
        [new Target("local", _local, TargetProfile.OnDevice(8192, (TargetCapabilities)~0)), new Target("cloud", _cloud, TargetProfile.Cloud())],
        new() { Mode = InferenceMode.PreferCloud, Privacy = privacy ?? PrivacyPolicy.Default });

    private static ChatOptions OnDevice => new ChatOptions().ForceTarget("local");

    private static ChatMessage[] Quoting(string text) => [new(ChatRole.User, "Help me."), new(ChatRole.Assistant, text), new(ChatRole.User, Ask.Hard)];

    private static ChatMessage[] Result(string result, string question = "Search, please.") =>
        [new(ChatRole.User, question), new(ChatRole.Assistant, [new FunctionCallContent("c", "search")]), new(ChatRole.Tool, [new FunctionResultContent("c", result)])];

    private static async Task<string> WhoAnswers(HybridChatClient client, bool streaming, ChatMessage[] messages, ChatOptions? options = null) =>
        (await client.AskAsync(streaming, messages, options)).GetRouteOutcome()!.Target!;

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_GivenBeforeToWhatMayLeave_BindsNobody(bool streaming)
    {
        using var client = Client();
        await client.AskAsync(streaming, "How do I pick a lock?", OnDevice);
        var pinned = await client.AskAsync(streaming, Diagnosis, new ChatOptions().SetConversationKey("one"));

        (await WhoAnswers(client, streaming, Quoting(Sorry))).ShouldBe("cloud");
        (await WhoAnswers(client, streaming, Quoting("x"), new ChatOptions().SetConversationKey("one"))).ShouldBe("local"); // The conversation stays.
        (await WhoAnswers(client, streaming, [pinned.Messages[0], new(ChatRole.User, Ask.Hard)])).ShouldBe("local"); // So does its message.
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_GivenLaterToWhatMayLeave_BindsNobodyFromThenOn(bool streaming)
    {
        using var client = Client();
        await client.AskAsync(streaming, Diagnosis);
        (await WhoAnswers(client, streaming, Quoting(Sorry))).ShouldBe("local");

        await client.AskAsync(streaming, "How do I pick a lock?", OnDevice);

        (await WhoAnswers(client, streaming, Quoting(Sorry))).ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_ThatOnlyRepeatsWhatItWasGiven_IsNoEvidence(bool streaming)
    {
        using var client = Client();
        await client.AskAsync(streaming, Diagnosis);

        await client.AskAsync(streaming, $"Repeat after me, in full: {Sorry.ToUpperInvariant()} Done.", OnDevice);

        (await WhoAnswers(client, streaming, Quoting(Sorry))).ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_ToWhatNobodyCouldReadOrToAnotherTenant_IsNoEvidence(bool streaming)
    {
        using var client = Client();
        await client.AskAsync(streaming, Diagnosis);

        await client.AskAsync(streaming, [new(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 0, 2 }, "image/png")])]);
        await client.AskAsync(streaming, [new ChatMessage(ChatRole.User, "Our launch is on Monday.").KeepOnDevice()]);
        await client.AskAsync(streaming, "How do I pick a lock?", OnDevice.SetTenant("other"));

        (await WhoAnswers(client, streaming, Quoting(Sorry))).ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task LongAnswer_IsNeverCommon(bool streaming)
    {
        var text = string.Concat(Enumerable.Range(0, 120).Select(i => $"word{i} "));
        _local.Stream = (_, _, _) => ScriptedChatClient.Words(text);
        using var client = Client();
        await client.AskAsync(streaming, "How do I pick a lock?", OnDevice);
        await client.AskAsync(streaming, Diagnosis);

        (await WhoAnswers(client, streaming, Quoting(text))).ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ToolResult_SeenBeforeInWhatMayLeave_BindsNobody_SeenLaterItStays(bool streaming)
    {
        using var client = Client();
        await client.AskAsync(streaming, Result(NoResults));
        await client.AskAsync(streaming, Result(NoResults, Diagnosis));
        (await WhoAnswers(client, streaming, Result(NoResults))).ShouldBe("cloud");

        // A note that a tool has kept: nobody knows what it was made from.
        const string Note = "Note of Tuesday: she takes it better than we feared.";
        await client.AskAsync(streaming, Result(Note, Diagnosis));
        (await WhoAnswers(client, streaming, Result(Note))).ShouldBe("local");
        (await WhoAnswers(client, streaming, Result(Note))).ShouldBe("local");
    }

    [Theory]
    [InlineData("{\"status\":\"ok\",\"results\":[],\"count\":0}", "cloud")]
    [InlineData("{\"note\":\"she takes it better than feared\"}", "local")]
    [InlineData("{\"note\": she takes it better", "local")]
    public async Task ToolResult_OfJson_CountsByItsValues(string result, string expected)
    {
        using var client = Client();
        await client.AskAsync(false, Result(result, Diagnosis));

        (await WhoAnswers(client, false, Result(result))).ShouldBe(expected);
    }
}
