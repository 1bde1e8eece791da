using Microsoft.Extensions.AI;

namespace HybridAi.Escalation;

public class EscalationTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Draft_NoAnswer_EscalatesBeforeAnythingIsShown(bool streaming)
    {
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("I", " don't", " know", " that", ", sorry", "."), ScriptedChatClient.Says("Paris"));

        var response = await client.AskAsync(streaming, Ask.Easy);

        response.Text.ShouldBe("Paris");
        var outcome = response.GetRouteOutcome()!;
        outcome.Escalated.ShouldBeTrue();
        outcome.Target.ShouldBe("cloud");
        outcome.Attempts[0].Result.ShouldBe(AttemptResult.Escalated);
        outcome.Attempts[0].Reason.ShouldBe("no-answer");
        outcome.Attempts[0].OutputTokens.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Draft_NoAnswerAndNobodyElse_IsShown(bool streaming)
    {
        using var client = new HybridChatClient(
            [new Target("local", ScriptedChatClient.Says("I don't know"), TargetProfile.OnDevice(2048))]);

        (await client.AskAsync(streaming, Ask.Easy)).Text.ShouldBe("I don't know");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Draft_Empty_Escalates(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says(), ScriptedChatClient.Says("Paris"));

        var response = await client.AskAsync(streaming, Ask.Easy);

        response.Text.ShouldBe("Paris");
        response.GetRouteOutcome()!.Attempts[0].Reason.ShouldBe("empty");
    }

    [Theory, InlineData(8, 8), InlineData(3, 3), InlineData(0, 1)]
    public async Task HoldBack_FirstUpdate_ComesAfterThatManyTokens(int holdBack, int expected)
    {
        var sent = 0;
        async IAsyncEnumerable<ChatResponseUpdate> Count()
        {
            for (var i = 0; i < 20; i++)
            {
                await Task.Yield();
                sent++;
                yield return new(ChatRole.Assistant, "w" + i);
            }
        }

        var local = new ScriptedChatClient { Stream = (_, _, _) => Count() };
        using var client = Ask.Hybrid(local, ScriptedChatClient.Says("cloud"), p => p with { HoldBackTokens = holdBack });

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)]))
        {
            break;
        }

        sent.ShouldBe(expected);
    }

    [Fact]
    public async Task HoldBack_Released_LosesAndRepeatsNothing()
    {
        var words = Enumerable.Range(0, 50).Select(i => $"{i} ").ToArray();
        using var client = Ask.Hybrid(ScriptedChatClient.Says(words), ScriptedChatClient.Says("cloud"));

        (await client.AskAsync(true, Ask.Easy)).Text.ShouldBe(string.Concat(words));
    }

    [Fact]
    public async Task HoldBack_NoOffDeviceTarget_IsOff()
    {
        var sent = 0;
        async IAsyncEnumerable<ChatResponseUpdate> Count()
        {
            for (var i = 0; i < 20; i++)
            {
                await Task.Yield();
                sent++;
                yield return new(ChatRole.Assistant, "w" + i);
            }
        }

        using var client = Ask.Hybrid(
            new ScriptedChatClient { Stream = (_, _, _) => Count() },
            ScriptedChatClient.Says("cloud"),
            p => p with { Mode = InferenceMode.OnlyOnDevice });

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)]))
        {
            break;
        }

        sent.ShouldBe(1);
    }

    [Theory]
    [InlineData("yes yes yes yes yes yes", true)]
    [InlineData("So the answer is the answer is the answer is the answer is the answer is", true)]
    [InlineData("| --- | --- | --- | --- | --- |", false)]
    [InlineData("ha", false)]
    [InlineData("One two three four five six seven eight", false)]
    public void Repetition_OfAPiece_IsFound(string text, bool expected) => NoAnswerJudge.Repeats(text).ShouldBe(expected);
}
