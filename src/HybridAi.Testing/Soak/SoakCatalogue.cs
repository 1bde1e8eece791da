using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>The scenarios that come with HybridAi.</summary>
public static class SoakCatalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SoakScenario> All { get; } =
    [
        Turns("calm", "Nothing happens.", (_, _) => { }),
        Turns("cloud-goes-away", "The cloud is offline from the middle on.", (r, i) => r.Cloud.IsOnline = i < r.Turns / 2),
        Turns("everything-flaps", "Each off-device target comes and goes in its own rhythm.", (r, i) =>
            (r.Cloud.IsOnline, r.Frontier.IsOnline, r.Server.IsOnline) = (i % 3 != 0, i % 5 != 0, i % 7 != 0)),
        Turns("only-the-device-is-left", "Nothing off-device can be reached.", (r, _) =>
            (r.Cloud.IsOnline, r.Frontier.IsOnline, r.Server.IsOnline) = (false, false, false)),
        Turns("rate-limit-storm", "Every off-device target asks to wait, each time.", (r, i) =>
            r.Cloud.Then(ScriptedAnswer.Fails(TargetErrorKind.RateLimited, TimeSpan.FromSeconds(i % 40)))),
        Turns("quota-per-minute", "The cloud takes ten requests a minute, the server five.", (r, i) =>
            (r.Cloud.Quota, r.Server.Quota) = i == 0 ? (new(10, TimeSpan.FromMinutes(1)), new(5, TimeSpan.FromMinutes(1))) : (r.Cloud.Quota, r.Server.Quota)),
        Turns("streams-die", "Every fourth answer of the cloud and every sixth of the device breaks off in the middle.", (r, i) =>
        {
            _ = i % 4 == 0 ? r.Cloud.Then(ScriptedAnswer.Dies("one two three four five six seven eight nine ten eleven twelve", 5)) : null;
            _ = i % 6 == 0 ? r.Local.Then(ScriptedAnswer.Dies("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda", 10)) : null;
        }),
        Turns("streams-fall-silent", "Answers stop in the middle and say nothing more.", (r, i) =>
        {
            _ = i % 5 == 0 ? r.Cloud.Then(ScriptedAnswer.Hangs("one two three four five six", 3)) : null;
            _ = i % 9 == 0 ? r.Frontier.Then(ScriptedAnswer.Hangs()) : null;
        }),
        Turns("slow-first-token", "The cloud takes a minute to begin, then ten minutes.", (r, i) => r.Cloud.FirstToken = TimeSpan.FromMinutes(i % 10 == 0 ? 10 : 1)),
        new("slow-starts-are-hedged", "Every seventh answer of the cloud hangs or begins after a minute; a second target may be started.") { Script = HedgedAsync },
        Turns("model-being-downloaded", "The device's model is fetched and prepared while requests come.", (r, i) =>
        {
            if (i % 60 == 0)
            {
                r.Local.Model.PreparationTime = TimeSpan.FromSeconds(30);
                r.Local.Model.Become(ModelState.Preparing);
            }
        }),
        Turns("model-cannot-be-prepared", "The device's model is damaged.", (r, i) =>
        {
            r.Local.Model.FailsWith = LocalModelErrorKind.Corrupt;
            r.Local.Model.Become(i % 2 == 0 ? ModelState.Preparing : ModelState.Unavailable, "damaged");
        }),
        Turns("device-gets-hot", "The machine heats up, slows down and cools again.", (r, i) =>
            (r.Device.Current, r.Local.Throttling) = (new() { Hot = i % 40 > 20 }, i % 40 > 20 ? 6 : 1)),
        Turns("train-through-tunnels", "The network comes and goes, the battery runs down.", (r, i) =>
        {
            var offline = i % 20 > 12;
            r.Device.Current = new() { Offline = offline, OnBattery = true, BatteryLevel = 1 - (i / (double)r.Turns) };
            (r.Cloud.IsOnline, r.Frontier.IsOnline, r.Server.IsOnline) = (!offline, !offline, !offline);
        }),
        Turns("poor-drafts", "The device answers one question in three.", (r, _) => r.Local.Quality = 0.33),
        Turns("malformed-tool-calls", "Tool arguments arrive broken.", (r, i) =>
            _ = i % 2 == 0 ? r.Cloud.Then(ScriptedAnswer.Calls("search", "{\"query\":")) : null, (_, o) => o.Tools = [Tool()]),
        Turns("prompts-outgrow-the-window", "Prompts are longer than the device's window, some longer than anybody's.", (r, i) => r.Local.CharactersPerToken = i % 2 == 0 ? 4 : 0.1),
        new("budget-runs-out", "Off-device targets may be used forty times.") { Script = BudgetAsync },
        new("pinned-under-pressure", "Every second request must stay, while the device fails and is busy.") { Script = PinnedAsync },
        new("callers-give-up", "Requests are cancelled before, while and after they are answered.") { Script = CancelledAsync },
        new("all-at-once", "Every request at the same moment, with a policy that changes meanwhile.") { Script = AtOnceAsync },
    ];

    private static SoakScenario Turns(string name, string what, Action<SoakRun, int> before, Action<int, ChatOptions>? options = null) =>
        new(name, what) { Script = run => run.EachAsync(i => before(run, i), options) };

    private static AIFunctionDeclaration Tool() => AIFunctionFactory.CreateDeclaration("search", "Searches.", System.Text.Json.JsonDocument.Parse("{\"type\":\"object\"}").RootElement);

    private static async Task BudgetAsync(SoakRun run)
    {
        run.Budget = new() { Name = "forty", Calls = 40, Money = 0.05m, Period = BudgetPeriod.Total };
        run.Simulation.Policy = run.Simulation.Policy with { Mode = InferenceMode.PreferCloud, Budgets = [run.Budget] };
        await Task.WhenAll(Enumerable.Range(0, run.Turns).Select(_ => run.AskAsync())).ConfigureAwait(false);
    }

    private static async Task HedgedAsync(SoakRun run)
    {
        run.Simulation.Policy = run.Simulation.Policy with
        {
            Mode = InferenceMode.PreferCloud,
            Hedging = new() { Enabled = true, MaxShare = 0.2, MinObservations = 5, MoneyPerDay = 1 },
        };
        for (var i = 0; i < run.Turns; i++)
        {
            run.Frontier.IsOnline = i % 30 != 29;
            _ = i % 14 == 13 ? run.Cloud.Then(ScriptedAnswer.Hangs())
                : i % 7 == 6 ? run.Cloud.Then(ScriptedAnswer.Says($"a late answer, {i}, of a few words") with { FirstToken = TimeSpan.FromMinutes(1) }) : null;
            await run.AskAsync(pinned: i % 10 == 0).ConfigureAwait(false);
        }
    }

    private static async Task PinnedAsync(SoakRun run)
    {
        for (var i = 0; i < run.Turns; i++)
        {
            run.Local.IsOnline = i % 6 != 5;
            run.Local.Quality = 0.2;
            await run.AskAsync(i % 8 == 0 ? new ChatOptions().ForceTarget("cloud") : null, pinned: i % 2 == 0).ConfigureAwait(false);
        }
    }

    private static async Task CancelledAsync(SoakRun run)
    {
        for (var i = 0; i < run.Turns; i++)
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(i * 37 % 1500), run.Simulation.Time);
            await run.AskAsync(cancellationToken: source.Token).ConfigureAwait(false);
        }
    }

    private static async Task AtOnceAsync(SoakRun run)
    {
        var asked = Enumerable.Range(0, run.Turns).Select(i => run.AskAsync(new ChatOptions().SetConversationKey($"c{i % 20}"), pinned: i % 10 == 0)).ToList();
        await run.Simulation.Time.WaitAsync(TimeSpan.FromMilliseconds(500)).ConfigureAwait(false);
        run.Simulation.Policy = run.Simulation.Policy with { Off = ["cloud"], Revision = "second" };
        asked.AddRange(Enumerable.Range(0, run.Turns / 4).Select(_ => run.AskAsync()));
        await Task.WhenAll(asked).ConfigureAwait(false);
    }
}
