using Microsoft.Extensions.AI;

namespace HybridAi.Learning;

public class LearnerTests
{
    [Fact]
    public async Task Preview_OfAClientThatHasLearned_AllocatesNoMoreThanBefore()
    {
        using var learning = new LearningClient(policy: p => p with { HiddenState = new() { Enabled = false }, Threshold = 0.12 });
        ChatMessage[] messages = [new(ChatRole.User, Ask.Easy)];
        var before = Least(learning.Client, messages);
        for (var i = 0; i < 5; i++)
        {
            await learning.Client.ReportOutcomeAsync(await learning.Client.GetResponseAsync(messages), AnswerVerdict.Bad);
        }

        var preview = await learning.Client.PreviewAsync(messages);
        preview.Contributions!.Learned.ShouldBeGreaterThan(0);

        // The sentence that says so is longer.
        Least(learning.Client, messages).ShouldBeLessThanOrEqualTo(before + 512);
    }

    private static long Least(HybridChatClient client, ChatMessage[] messages)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var preview = client.PreviewAsync(messages);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            preview.IsCompletedSuccessfully.ShouldBeTrue();
        }

        return least;
    }

    [Fact]
    public async Task SameReports_InTheSameOrder_TeachTheSameToTheLastBit()
    {
        var learned = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            using var learning = new LearningClient();
            var random = new Random(7);
            for (var i = 0; i < 80; i++)
            {
                var response = await learning.AskAsync(random.NextDouble() * 0.6, i % 2 == 0);
                await learning.Client.ReportOutcomeAsync(response, new AnswerVerdict(random.NextDouble()));
            }

            learned.Add(string.Join(' ', learning.Records.Select(r => r.Facts.Learned.ToString("R"))));
        }

        learned[0].ShouldBe(learned[1]);
    }

    [Fact]
    public async Task Fade_AfterTheTrafficHasChanged_LaterOutcomesDecide()
    {
        var learner = new OutcomeLearner();
        using var learning = new LearningClient(parts: new() { Learner = learner });
        await learning.TeachAsync(0.3, AnswerVerdict.Good, 100);
        var before = learning.Client.GetLearning();

        learner.Fade();
        await learning.TeachAsync(0.3, AnswerVerdict.Bad, 20);

        before.Shifts[TaskType.Unknown].ShouldBeLessThan(-0.5);
        var after = learning.Client.GetLearning();
        after.Outcomes.ShouldBe((before.Outcomes / 4) + 20, 1);
        after.Shifts[TaskType.Unknown].ShouldBeGreaterThan(0);
        learner.Reset();
        learning.Client.GetLearning().Outcomes.ShouldBe(0);
    }

    [Fact]
    public async Task Memory_OldOutcomes_CountLess()
    {
        using var learning = new LearningClient(new() { Memory = 50 });

        await learning.TeachAsync(0.2, AnswerVerdict.Good, 300);

        learning.Client.GetLearning().Outcomes.ShouldBe(50, 1.5);
    }

    // Nothing stays, so nothing is reported: without forgetting it would be so for ever.
    [Theory, InlineData(true), InlineData(false)]
    public async Task RequestsThatLearningSentAway_AfterAWhile_AreTriedAgain(bool streaming)
    {
        using var learning = new LearningClient(new() { Memory = 50 });
        await learning.TeachAsync(0.3, AnswerVerdict.Bad, 12, streaming);
        (await learning.AskAsync(0.3, streaming)).Text.ShouldBe("cloud");

        var asked = 1;
        while ((await learning.AskAsync(0.3, streaming)).Text == "cloud")
        {
            (++asked).ShouldBeLessThan(200);
        }

        asked.ShouldBeGreaterThan(20);
        (await learning.AskAsync(0.9, streaming)).Text.ShouldBe("cloud");
    }

    [Fact]
    public async Task ReportsAndRequests_AtOnce_LoseNothing()
    {
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"),
            p => p with { Mode = InferenceMode.OnlyOnDevice, Learning = new() { Enabled = true, Memory = 1_000_000, MaxAnswers = 1000 } });

        await Parallel.ForEachAsync(Enumerable.Range(0, 400), async (i, token) =>
        {
            var response = await client.AskAsync(i % 2 == 0, Ask.Easy, null, token);
            var results = await Task.WhenAll(
                Task.Run(() => client.ReportOutcomeAsync(response, AnswerVerdict.Bad, token).AsTask(), token),
                Task.Run(() => client.ReportOutcomeAsync(response, AnswerVerdict.Bad, token).AsTask(), token));
            results.Order().ShouldBe([ReportResult.Learned, ReportResult.Replaced]);
            await client.PreviewAsync([new(ChatRole.User, Ask.Hard)], cancellationToken: token);
        });

        var state = client.GetLearning();
        state.Waiting.ShouldBe(400);
        state.Outcomes.ShouldBe(400, 1);
        state.Shifts.Values.ShouldAllBe(s => s <= 2 && s > 0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Stream_ThatTheUserStopsOrReportsAtItsLastUpdate_MayBeReported(bool stops)
    {
        using var learning = new LearningClient();
        learning.Local.Stream = (_, _, _) => ScriptedChatClient.Words("one ", "two ", "three ", "four ", "five ", "six ", "seven ", "eight ", "nine ", "ten ", "eleven ", "twelve");
        RouteDecision? decision = null;
        ReportResult? result = null;
        await foreach (var update in learning.Client.GetStreamingResponseAsync("A question."))
        {
            decision ??= update.GetRouteDecision();
            if (stops || update.GetRouteOutcome() is not null)
            {
                result = await learning.Client.ReportOutcomeAsync(decision!, AnswerVerdict.Bad);
                break;
            }
        }

        result.ShouldBe(ReportResult.Learned);
    }
}
