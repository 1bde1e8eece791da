// Two clients in one application. "clinical" has no off-device target at all: nothing can be misconfigured into sending a patient's words away.
// The general one has a cloud, and privacy decides request by request. One audit has the records of both. Usage: 06-clinical-and-general [ENDPOINT KEY]
using HybridAi;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddHybridChatClient()
    .AddSmolLM2()
    .AddOpenAI("cloud", options =>
    {
        options.Endpoint = args.Length > 1 ? args[0] : options.Endpoint;
        options.ApiKey = args.Length > 1 ? args[1] : "a-key-that-is-never-used";
    })
    .ConfigurePolicy(policy => policy with { Mode = InferenceMode.PreferCloud })

    // The same local model, but a router of its own: its only target is on the device, and its preset is closed as well.
    .AddKeyedClient("clinical", ["local"], policy => policy with { Privacy = PrivacyPolicy.HipaaSafeHarbor });

// The record of every request, here on the screen. Configuration alone writes a chained file: "Audit": { "Path": …, "KeyName": … }.
services.AddSingleton<IAuditSink, ShownAudit>();

await using var provider = services.BuildServiceProvider();
await provider.GetRequiredKeyedService<IChatClient>("local").GetRequiredService<IModelAvailability>().PrepareAsync();
var clinical = provider.GetRequiredKeyedService<IChatClient>("clinical");
var general = provider.GetRequiredService<HybridChatClient>();
const string Note = "My patient Maria Lindqvist was diagnosed with asthma. Say in one sentence what she should avoid.";

// 1. The clinical client answers on the device. There is no cloud to force it to.
var answer = await clinical.GetResponseAsync(Note, new ChatOptions { MaxOutputTokens = 32, Temperature = 0 });
var decision = answer.GetRouteDecision()!;
Console.WriteLine($"clinical: {decision.Target} ({decision.Location}), targets: {string.Join(", ", decision.Targets.Select(t => t.Target))}");
try
{
    await clinical.GetResponseAsync(Note, new ChatOptions().ForceTarget("cloud"));
}
catch (NoEligibleTargetException)
{
    Console.WriteLine("clinical, forced to the cloud: refused, it has none");
}

// 2. The general client keeps the same note: a diagnosis is a statement that no mask can unsay.
decision = await general.PreviewAsync([new(ChatRole.User, Note)]);
Console.WriteLine($"general, the note: {decision.Target} ({decision.Reason}), found {string.Join(", ", decision.Labels.Keys)}");

// 3. What is only an address leaves as a token, and comes back as the address.
const string Letter = "Write one line to maria.lindqvist@contoso.com that the clinic is closed on Monday.";
decision = await general.PreviewAsync([new(ChatRole.User, Letter)]);
Console.WriteLine($"general, a letter: {decision.Target}, found {string.Join(", ", decision.Labels.Keys)}");
if (args.Length > 1)
{
    var outcome = (await general.GetResponseAsync(Letter)).GetRouteOutcome()!;
    Console.WriteLine($"general, sent: {outcome.Egress.Masked} masked");
}

// A target used alone, without any router, is behind the same gate and in the same audit.
await provider.GetRequiredKeyedService<IChatClient>("local").GetResponseAsync("Say hello.", new ChatOptions { MaxOutputTokens = 4, Temperature = 0 });

internal sealed class ShownAudit : IAuditSink
{
    public bool MayLeave => true;

    public void Write(AuditEntry entry) => Console.WriteLine(
        $"  audit: {entry.Result}, {(entry.Left ? $"left to {string.Join(", ", entry.Sent.Select(s => s.Target))}" : "nothing left")}, "
        + $"found {(entry.Labels.Count == 0 ? "nothing" : string.Join(", ", entry.Labels.Select(l => $"{l.Subject} ({l.Treatment})")))}");
}
