using HybridAi.Benchmarks.Routing;

namespace HybridAi.Selection;

public class SimulationTests
{
    [Fact]
    public async Task Conversations_Simulated_StayWhereTheyAreAndBreakNothing()
    {
        var report = await new TurnSimulation(seed: 11).RunAsync(700);

        report.LoopTurns.ShouldBeGreaterThan(100);
        report.VoluntaryInLoops.ShouldBe(0);
        report.CapabilityViolations.ShouldBe(0);
        report.ForcedInLoops.ShouldBeGreaterThan(0);
        report.SwitchesAlone.ShouldBeGreaterThan(50);
        ((double)report.Switches / report.SwitchesAlone).ShouldBeLessThan(0.2);
    }
}
