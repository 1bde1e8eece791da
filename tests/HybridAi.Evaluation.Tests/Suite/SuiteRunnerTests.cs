using Microsoft.Extensions.AI;
using NSubstitute;

namespace HybridAi.Evaluation.Suite;

public class SuiteRunnerTests
{
    private static readonly SuitePrompt[] Suite = [.. CompetenceSuite.Generate().Where(p => p.Family is "capitals" or "addition")];

    [Fact]
    public async Task Run_ModelThatKnowsCapitalsOnly_IsMarkedByFamily()
    {
        var client = Client(p => p.Family == "capitals" ? p.Reference : "no idea");

        var outcomes = await SuiteRunner.RunAsync(client, Suite);

        SuiteRunner.ByFamily(outcomes.Rows).ShouldBe([new FamilyAccuracy("capitals", 21, 21), new FamilyAccuracy("addition", 0, 21)]);
        outcomes.Rows[0].Prompt.ShouldBe(Suite[0].Prompt);
        outcomes.Rows[0].Answer.ShouldBeNull("answers are kept only when that was asked for");
        outcomes.SuiteVersion.ShouldBe(CompetenceSuite.Version);
    }

    [Fact]
    public async Task Run_KnownOutcomes_AreNotAskedAgain()
    {
        var known = Suite.Take(30).ToDictionary(p => p.Id, p => new SuiteOutcome(p.Id, p.Family, 0.5));
        var client = Client(p => p.Reference);
        var told = new List<string>();

        var outcomes = await SuiteRunner.RunAsync(client, Suite, new() { Done = o => told.Add(o.Id), Known = known });

        told.ShouldBe(Suite.Skip(30).Select(p => p.Id));
        outcomes.Rows.Select(o => o.Mark).ShouldBe([.. Enumerable.Repeat(0.5, 30), .. Enumerable.Repeat(1.0, Suite.Length - 30)]);
    }

    [Fact]
    public async Task Run_ClientThatTellsItsConfidence_KeepsWhatWasKnownAfterEightTokensAndAtTheEnd()
    {
        var client = Client(p => p.Reference, tokens: 11);
        var probe = new FixedProbe("abc", new(new float[] { 1, -2 }, 5, 0));
        client.GetService(typeof(IPromptProbe), null).Returns(probe);

        var outcomes = await SuiteRunner.RunAsync(client, Suite[..2], new() { KeepAnswers = true });

        outcomes.ModelFingerprint.ShouldBe("abc");
        outcomes.Rows[1].EarlyConfidence!.Tokens.ShouldBe(SuiteRunner.EarlyTokens);
        outcomes.Rows[1].Confidence!.Tokens.ShouldBe(11);
        outcomes.Rows[1].State.ShouldBe([1, -2]);
        outcomes.Rows[1].Answer.ShouldBe(Suite[1].Reference);
    }

    private static IChatClient Client(Func<SuitePrompt, string> answer, int tokens = 0)
    {
        var client = Substitute.For<IChatClient>();
        client.GetStreamingResponseAsync(Arg.Any<IEnumerable<ChatMessage>>(), Arg.Any<ChatOptions>(), Arg.Any<CancellationToken>())
            .Returns(call => Stream(answer(Suite.Single(p => p.Prompt == call.Arg<IEnumerable<ChatMessage>>().Single().Text)), tokens));
        return client;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream(string answer, int tokens)
    {
        await Task.CompletedTask;
        yield return new ChatResponseUpdate(ChatRole.Assistant, answer);
        for (int i = 1; i <= tokens; i++)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "")
            {
                AdditionalProperties = new() { [IDraftConfidence.Key] = new DraftConfidence(i, -1, -2, -1, 1, 1, 1, 1, 1, false, 5) },
            };
        }
    }

    private sealed class FixedProbe(string fingerprint, PromptState state) : IPromptProbe
    {
        public string ModelFingerprint => fingerprint;

        public int Dimensions => state.Values.Length;

        public ValueTask<PromptState?> ProbeAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            ValueTask.FromResult<PromptState?>(state);
    }
}
