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

        SuiteRunner.ByFamily(outcomes).ShouldBe([new FamilyAccuracy("capitals", 21, 21), new FamilyAccuracy("addition", 0, 21)]);
    }

    [Fact]
    public async Task Run_KnownOutcomes_AreNotAskedAgain()
    {
        var known = Suite.Take(30).ToDictionary(p => p.Id, p => new SuiteOutcome(p.Id, p.Family, 0.5, 1));
        var client = Client(p => p.Reference);
        var told = new List<string>();

        var outcomes = await SuiteRunner.RunAsync(client, Suite, o => told.Add(o.Id), known);

        told.ShouldBe(Suite.Skip(30).Select(p => p.Id));
        outcomes.Select(o => o.Mark).ShouldBe([.. Enumerable.Repeat(0.5, 30), .. Enumerable.Repeat(1.0, Suite.Length - 30)]);
    }

    private static IChatClient Client(Func<SuitePrompt, string> answer)
    {
        var client = Substitute.For<IChatClient>();
        client.GetResponseAsync(Arg.Any<IEnumerable<ChatMessage>>(), Arg.Any<ChatOptions>(), Arg.Any<CancellationToken>())
            .Returns(call => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant,
                answer(Suite.Single(p => p.Prompt == call.Arg<IEnumerable<ChatMessage>>().Single().Text))))));
        return client;
    }
}
