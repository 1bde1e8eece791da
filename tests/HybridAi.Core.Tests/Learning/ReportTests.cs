using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Learning;

public class ReportTests
{
    private const string Secret = "Is ghp_abcdefghijklmnopqrstuvwxyz0123456789 a good one?";

    [Theory, InlineData(true), InlineData(false)]
    public async Task Reports_OfBadAnswers_SendSuchRequestsAwayAndSayWhy(bool streaming)
    {
        using var learning = new LearningClient();
        var before = (await learning.AskAsync(0.3, streaming)).GetRouteDecision()!;

        await learning.TeachAsync(0.3, AnswerVerdict.Bad, 12, streaming);
        var response = await learning.AskAsync(0.3, streaming);

        (before.Target, before.Contributions!.Learned).ShouldBe(("local", 0));
        response.Text.ShouldBe("cloud");
        var decision = response.GetRouteDecision()!;
        decision.Score!.Value.ShouldBeGreaterThan(0.4);
        decision.Contributions!.Learned.ShouldBeInRange(0.44, 2);
        decision.Explanation.ShouldContain($"outcomes moved it by +{decision.Contributions.Learned:0.00} log-odds");
        RouteTree.Of(decision).ToString().ShouldContain("learned from outcomes");
        RouteJson.Write(decision).Length.ShouldBeLessThan(1024);
        learning.Changes.ShouldNotBeEmpty();
        learning.Changes.Max(c => c.Shift).ShouldBeGreaterThan(0.25);
    }

    [Fact]
    public async Task Reports_OfGoodAnswersNearTheThreshold_KeepMoreButNotWithoutLimit()
    {
        using var learning = new LearningClient(new() { MaxShift = 1 });

        await learning.TeachAsync(0.35, AnswerVerdict.Good, 200);

        (await learning.AskAsync(0.45)).Text.ShouldBe("local");
        (await learning.AskAsync(0.7)).Text.ShouldBe("cloud", "0.7 is more than one log-odds above 0.4");
    }

    [Fact]
    public async Task Reports_OfGoodAnswersFarBelowTheThreshold_LoosenNothing()
    {
        using var learning = new LearningClient();

        await learning.TeachAsync(0.03, AnswerVerdict.Good, 300);

        var decision = (await learning.AskAsync(0.41)).GetRouteDecision()!;
        (decision.Target, decision.Contributions!.Learned).ShouldBe(("cloud", 0));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Report_AnswersThatCannotBeLearnedFrom_SayWhy(bool streaming)
    {
        using var learning = new LearningClient(new() { MaxAnswers = 2, KeepAnswers = TimeSpan.FromHours(1) });
        var client = learning.Client;
        var cloud = await learning.AskAsync(0.9, streaming);
        ChatResponse[] local = [await learning.AskAsync(0.1, streaming), await learning.AskAsync(0.1, streaming), await learning.AskAsync(0.1, streaming)];

        (await client.ReportOutcomeAsync(cloud, AnswerVerdict.Bad)).ShouldBe(ReportResult.NotOnDevice);
        (await client.ReportOutcomeAsync(cloud.GetRouteDecision()!, AnswerVerdict.Bad)).ShouldBe(ReportResult.NotOnDevice);
        (await client.ReportOutcomeAsync(cloud.GetRouteDecision()!.Id, AnswerVerdict.Bad)).ShouldBe(ReportResult.Unknown);
        (await client.ReportOutcomeAsync("nobody knows it", AnswerVerdict.Bad)).ShouldBe(ReportResult.Unknown);
        (await client.ReportOutcomeAsync(new ChatResponse(), AnswerVerdict.Bad)).ShouldBe(ReportResult.Unknown);
        (await client.ReportOutcomeAsync(local[0], AnswerVerdict.Bad)).ShouldBe(ReportResult.Unknown, "two came after it");
        (await client.ReportOutcomeAsync(local[1], AnswerVerdict.Bad)).ShouldBe(ReportResult.Learned);
        (await client.ReportOutcomeAsync(local[1], AnswerVerdict.Good)).ShouldBe(ReportResult.Replaced);
        learning.Time.Advance(TimeSpan.FromMinutes(61));
        (await client.ReportOutcomeAsync(local[2], AnswerVerdict.Good)).ShouldBe(ReportResult.Unknown, "it is too old");
        Should.Throw<ArgumentException>(() => client.ReportOutcomeAsync("", AnswerVerdict.Good).AsTask());
        Should.Throw<ArgumentOutOfRangeException>(() => new AnswerVerdict(double.NaN));
        (await ScriptedChatClient.Says("x").ReportOutcomeAsync(local[1], AnswerVerdict.Good)).ShouldBe(ReportResult.NotLearning);
    }

    [Fact]
    public async Task Report_TwiceOrCorrected_CountsOnceAndTheLastCounts()
    {
        using var once = new LearningClient();
        using var twice = new LearningClient();
        using var corrected = new LearningClient();
        foreach (var learning in new[] { once, twice, corrected })
        {
            var wrong = learning == corrected ? AnswerVerdict.Good : AnswerVerdict.Bad;
            var first = await learning.AskAsync(0.3);
            await learning.Client.ReportOutcomeAsync(first, wrong);
            await learning.TeachAsync(0.2, AnswerVerdict.Bad, 10);
            if (learning != once)
            {
                (await learning.Client.ReportOutcomeAsync(first, AnswerVerdict.Bad)).ShouldBe(ReportResult.Replaced);
            }
        }

        var expected = once.Client.GetLearning();
        expected.Outcomes.ShouldBe(11, 0.1);
        foreach (var learning in new[] { twice, corrected })
        {
            var state = learning.Client.GetLearning();
            state.Outcomes.ShouldBe(expected.Outcomes, 1e-9);
            state.Shifts[TaskType.Unknown].ShouldBe(expected.Shifts[TaskType.Unknown], 1e-9);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Learning_SwitchedOff_KeepsNothing(bool streaming)
    {
        using var never = new LearningClient(enabled: false);
        var answer = await never.AskAsync(0.3, streaming);

        (await never.Client.ReportOutcomeAsync(answer, AnswerVerdict.Bad)).ShouldBe(ReportResult.NotLearning);
        never.Client.GetLearning().ShouldBe(new LearningState { Enabled = false, Outcomes = 0, Waiting = 0, Shifts = never.Client.GetLearning().Shifts });

        using var later = new LearningClient();
        await later.TeachAsync(0.3, AnswerVerdict.Bad, 12, streaming);
        later.Policy = later.Policy with { Learning = new() };
        (await later.AskAsync(0.3, streaming)).Text.ShouldBe("local");
        later.Policy = later.Policy with { Learning = new() { Enabled = true } };
        (await later.AskAsync(0.3, streaming)).GetRouteDecision()!.Contributions!.Learned.ShouldBe(0, "what was learned went when it was switched off");
    }

    [Fact]
    public async Task Learning_AnotherCalibration_BeginsAnew()
    {
        using var learning = new LearningClient();
        await learning.TeachAsync(0.3, AnswerVerdict.Bad, 12);
        learning.Policy = learning.Policy with { Calibration = new() { ClassifierRevision = "another", Created = default } };

        (await learning.AskAsync(0.3)).GetRouteDecision()!.Contributions!.Learned.ShouldBe(0);
        var state = learning.Client.GetLearning();
        (state.Outcomes, state.Waiting, state.Shifts.Count).ShouldBe((0, 13, 0));

        // The same one, read again: it says the same, so what was learned about it holds.
        await learning.TeachAsync(0.3, AnswerVerdict.Bad, 12);
        learning.Policy = learning.Policy with { Calibration = new() { ClassifierRevision = "another", Created = default } };
        (await learning.AskAsync(0.3)).Text.ShouldBe("cloud");
    }

    [Theory]
    [InlineData(PinnedButHard.UsePrivateTarget, true)]
    [InlineData(PinnedButHard.UsePrivateTarget, false)]
    [InlineData(PinnedButHard.Refuse, true)]
    [InlineData(PinnedButHard.Refuse, false)]
    public async Task Pins_WhateverWasLearned_AreDecidedAsWithoutIt(PinnedButHard hard, bool streaming)
    {
        using var learned = new LearningClient(policy: p => p with { PinnedButHard = hard });
        using var fresh = new LearningClient(policy: p => p with { PinnedButHard = hard }, enabled: false);
        await learned.TeachAsync(0.35, AnswerVerdict.Bad, 30, streaming);
        learned.Client.GetLearning().Shifts.Values.Max().ShouldBeGreaterThan(0.5);

        foreach (var score in new[] { 0.3, 0.39 })
        {
            var pinned = await learned.AskAsync(score, streaming, Secret);
            var expected = (await fresh.AskAsync(score, streaming, Secret)).GetRouteDecision()!;

            pinned.Text.ShouldBe("local");
            RouteJson.Write(pinned.GetRouteDecision()! with { Id = "", At = default }).ShouldBe(RouteJson.Write(expected with { Id = "", At = default }));
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Pins_HoweverMuchIsLoosenedOrTightened_NothingElseBecomesEligible(bool streaming)
    {
        foreach (var verdict in new[] { AnswerVerdict.Good, AnswerVerdict.Bad })
        {
            using var learning = new LearningClient();
            await learning.TeachAsync(0.3, verdict, 12, streaming);

            var decision = (await learning.AskAsync(0.9, streaming, Secret)).GetRouteDecision()!;

            (decision.Target, decision.Reason, decision.Location).ShouldBe(("local", RouteReasons.Pinned, Location.Device));
            decision.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.Privacy);
        }
    }

    // What a server of the organisation may see and the cloud may not: a choice, but one that privacy has narrowed.
    [Theory]
    [InlineData(PinnedButHard.UsePrivateTarget, true)]
    [InlineData(PinnedButHard.UsePrivateTarget, false)]
    [InlineData(PinnedButHard.AnswerAndMark, true)]
    [InlineData(PinnedButHard.AnswerAndMark, false)]
    public async Task Pins_ThatLeaveAPrivateTarget_AreDecidedAsWithoutLearning(PinnedButHard hard, bool streaming)
    {
        HybridPolicy Change(HybridPolicy p) => p with
        {
            PinnedButHard = hard,
            Privacy = new("test", PrivacyPosture.Open, [new("SECRET", Treatment.Allow, Treatment.Forbid, 0.5)], 0.5),
        };
        using var learned = new LearningClient(policy: Change, server: ScriptedChatClient.Says("server"));
        using var fresh = new LearningClient(policy: Change, enabled: false, server: ScriptedChatClient.Says("server"));
        await learned.TeachAsync(0.35, AnswerVerdict.Bad, 30, streaming);
        (await learned.AskAsync(0.35, streaming)).GetRouteDecision()!.Contributions!.Learned.ShouldBeGreaterThan(0.5);

        foreach (var score in new[] { 0.3, 0.39, 0.41, 0.9 })
        {
            var decision = (await learned.AskAsync(score, streaming, Secret)).GetRouteDecision()!;
            var expected = (await fresh.AskAsync(score, streaming, Secret)).GetRouteDecision()!;

            decision.Targets.Count(t => t.Eligible).ShouldBe(2);
            RouteJson.Write(decision with { Id = "", At = default }).ShouldBe(RouteJson.Write(expected with { Id = "", At = default }));
        }
    }

    [Fact]
    public async Task Replay_OfRequestsThatWereMoved_ReproducesThemExactly()
    {
        using var learning = new LearningClient();
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var response = await learning.AskAsync(random.NextDouble(), i % 2 == 0, i % 7 == 0 ? Secret : Ask.Hard);
            await learning.Client.ReportOutcomeAsync(response, random.Next(3) > 0 ? AnswerVerdict.Bad : AnswerVerdict.Good);
        }

        learning.Records.Count(r => r.Facts.Learned != 0).ShouldBeGreaterThan(20);
        var setting = System.Text.Json.JsonSerializer.SerializeToElement(learning.Setting!, SettingJsonContext.Default.RouteSetting);
        var replay = new RouteReplay(RecordJson.ReadSetting(setting));
        var off = new RouteReplay(learning.Setting! with { Policy = learning.Policy with { Learning = new() } });
        foreach (var record in learning.Records)
        {
            var json = System.Text.Json.JsonSerializer.SerializeToElement(record, RecordJsonContext.Default.RouteRecord);
            var again = replay.Decide(RecordJson.ReadRecord(json)).Decision!;
            RouteJson.Write(again).ShouldBe(RouteJson.Write(record.Decision));
            off.Decide(record).Decision!.Score.ShouldBe(Math.Round(record.Facts.JudgedScore ?? record.Facts.Score, 4));
        }
    }
}
