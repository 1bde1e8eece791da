namespace HybridAi.Testing.Tests.Soak;

public sealed class SoakTests
{
    public static TheoryData<string, bool> Scenarios
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var scenario in SoakCatalogue.All)
            {
                data.Add(scenario.Name, true);
                data.Add(scenario.Name, false);
            }

            return data;
        }
    }

    [Fact]
    public void Catalogue_HoldsTwentyOneNamedScenarios() =>
        SoakCatalogue.All.Select(s => s.Name).Distinct().Count().ShouldBe(21);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Scenario_BreaksNothing(string name, bool streaming)
    {
        var report = await SoakCatalogue.All.Single(s => s.Name == name).RunAsync(streaming);

        report.Broken.ShouldBeEmpty($"{report.Requests} requests, {report.Answered} answered");
        report.Requests.ShouldBeGreaterThanOrEqualTo(200);
        report.Answered.ShouldBeGreaterThan(name == "pinned-under-pressure" ? 100 : 60);
    }

    [Fact]
    public async Task Scenario_Repeated_GivesTheSameReport()
    {
        var scenario = SoakCatalogue.All.Single(s => s.Name == "everything-flaps");

        var first = await scenario.RunAsync(streaming: true, seed: 3);
        var second = await scenario.RunAsync(streaming: true, seed: 3);

        second.ShouldBeEquivalentTo(first);
    }

    // The checks themselves: what is said twice, or by nobody, is seen.
    [Fact]
    public async Task Checks_OfWhatWentWrong_SeeIt()
    {
        using var run = new SoakRun(streaming: true, turns: 2, seed: 1);
        await run.AskAsync(pinned: true);
        await run.Cloud.GetResponseAsync([new(Microsoft.Extensions.AI.ChatRole.User, "[q1] leaked")], new() { Tools = [] });
        run.Budget = new() { Name = "none", Calls = 0 };
        run.Simulation.Requests[0].Add(new(Microsoft.Extensions.AI.ChatRole.Assistant, "once more"));

        var broken = SoakCheck.Of(run).Broken;

        broken.ShouldContain("a pinned request reached an off-device target");
        broken.ShouldContain("request 1: its text is not what its target said, once and in whole");
    }
}
