using Microsoft.Extensions.AI;

namespace HybridAi.Escalation;

/// <summary>What a judge says of a draft goes into outcomes, logs and traces: codes only.</summary>
public class JudgeReasonTests
{
    [Theory]
    [InlineData("unsure", "unsure")]
    [InlineData("too-short_2", "too-short_2")]
    [InlineData("It is wrong about Anna Smith.", "model-judge")]
    [InlineData("anna smith", "model-judge")]
    [InlineData("4111111111111111", "model-judge")]
    [InlineData("id-536904399", "model-judge")]
    [InlineData("", "model-judge")]
    public async Task Reason_ThatIsNoCode_IsNotHandedOn(string reason, string expected)
    {
        var local = ScriptedChatClient.Says("An answer of the device, of some length.");
        using var client = new HybridChatClient(
            [new Target("local", local, TargetProfile.OnDevice(8192)), new Target("cloud", ScriptedChatClient.Says("cloud"), TargetProfile.Cloud())],
            new() { HoldBackTokens = 4 },
            new() { Judges = [new Says(reason)] });

        var response = await client.AskAsync(false, Ask.Easy);

        response.GetRouteOutcome()!.Attempts[0].ShouldSatisfyAllConditions(a => a.Result.ShouldBe(AttemptResult.Escalated), a => a.Reason.ShouldBe(expected));
    }

    private sealed class Says(string reason) : IDraftJudge
    {
        public string Name => "model-judge";

        public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken) => new(DraftVerdict.Refuse(reason));
    }
}
