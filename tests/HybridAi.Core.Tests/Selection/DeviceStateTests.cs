using Microsoft.Extensions.AI;

namespace HybridAi.Selection;

public class DeviceStateTests
{
    private sealed class State(DeviceConditions now) : IDeviceState
    {
        public DeviceConditions Current { get; } = now;
    }

    private static HybridChatClient Client(DeviceConditions now, DeviceRules? rules = null) => Ask.Hybrid(
        ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { Device = rules ?? new() }, new() { Device = new State(now) });

    public static TheoryData<DeviceConditions, string, string, string> Defaults => new()
    {
        { new() { BatterySaver = true }, Ask.Easy, "cloud", RouteReasons.BatterySaver },
        { new() { Hot = true }, Ask.Easy, "cloud", RouteReasons.Hot },
        { new() { OnBattery = true, BatteryLevel = 0.1 }, Ask.Easy, "cloud", RouteReasons.LowBattery },
        { new() { OnBattery = true, BatteryLevel = 0.9 }, Ask.Easy, "local", RouteReasons.Easy },
        { new() { Offline = true }, Ask.Hard, "local", RouteReasons.Offline },
        { new() { Offline = true, Hot = true }, Ask.Easy, "local", RouteReasons.Easy },
        { new() { Metered = true }, Ask.Hard, "cloud", RouteReasons.Hard },
        { default, Ask.Hard, "cloud", RouteReasons.Hard },
    };

    [Theory, MemberData(nameof(Defaults))]
    public async Task Condition_ByDefault_PutsASideLast(DeviceConditions now, string prompt, string expected, string reason)
    {
        foreach (var streaming in new[] { true, false })
        {
            using var client = Client(now);

            var response = await client.AskAsync(streaming, prompt);

            response.Text.ShouldBe(expected);
            response.GetRouteDecision()!.Reason.ShouldBe(reason);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Condition_ThatForbids_RemovesTheSide(bool streaming)
    {
        using var client = Client(new() { Metered = true, Hot = true }, new() { Metered = DeviceEffect.ForbidOffDevice, Hot = DeviceEffect.Ignore });

        var decision = (await client.AskAsync(streaming, Ask.Hard)).GetRouteDecision()!;

        decision.Target.ShouldBe("local");
        decision.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.Device);
        decision.Targets.Single(t => t.Target == "cloud").Detail.ShouldBe("metered");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Condition_AgainstTheDevice_NeverLiftsAPin(bool streaming)
    {
        using var client = Client(new() { Hot = true, BatterySaver = true });

        (await client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")).Text.ShouldBe("local");
    }
}
