// Tests of an application that uses HybridAi: no model, no network, no waiting. In your project these are tests of your framework.
using HybridAi;
using HybridAi.Testing;
using Microsoft.Extensions.AI;

// The application: whatever takes an IChatClient.
static async Task<string> SummariseAsync(IChatClient client, string note) =>
    (await client.GetResponseAsync([new ChatMessage(ChatRole.User, $"Summarise: {note}")])).Text;

// 1. The cloud is away: the device stands in, and the user gets an answer.
using var outage = Simulation.DeviceAndCloud(new() { Mode = InferenceMode.PreferCloud });
outage["cloud"].IsOnline = false;
Console.WriteLine($"outage: {await SummariseAsync(outage.Client, "a quiet day")}");

// 2. A card number does not leave, even when the application asks for the cloud.
using var leak = Simulation.DeviceAndCloud(new() { Mode = InferenceMode.PreferCloud });
await SummariseAsync(leak.Client, "paid with 4111 1111 1111 1111");
RouteAssert.NothingLeft(leak.Targets, "4111 1111 1111 1111");
Console.WriteLine("card: stayed");

// 3. The cloud falls silent in the middle. A minute of waiting takes no time here.
using var silence = Simulation.DeviceAndCloud(new() { Mode = InferenceMode.PreferCloud, BetweenTokens = TimeSpan.FromMinutes(1) });
silence["cloud"].Then(ScriptedAnswer.Hangs("It was a quiet day.", afterWords: 2));
SimulatedRequest broken = await silence.AskAsync("Summarise: a quiet day");
Console.WriteLine($"silence: {broken.Error!.GetType().Name} after {silence.Time.Elapsed.TotalMinutes} minute, seen '{broken.Text}'");

// 4. Every target of your own does what the router relies on.
using var target = ScriptedTarget.InCloud();
foreach (ConformanceCase @case in TargetConformance.Cases())
{
    await @case.RunAsync(target, CancellationToken.None);
}

Console.WriteLine("conformance: all cases hold");
