// What is sensitive does not leave, whatever the application asks for: a message that is pinned, and a secret that is found.
// Nothing is sent: the preview and the refusal both happen before any request.
using HybridAi;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddHybridChatClient()
    .AddSmolLM2()
    .AddOpenAI("cloud", options => options.ApiKey = "a-key-that-is-never-used")
    .ConfigurePolicy(policy => policy with { Privacy = PrivacyPolicy.Default });

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<HybridChatClient>();
await provider.GetRequiredKeyedService<IChatClient>("local").GetRequiredService<IModelAvailability>().PrepareAsync();

// 1. The application pins a message.
ChatMessage note = new ChatMessage(ChatRole.User, "Summarise my diary in one sentence.").KeepOnDevice();
var decision = await client.PreviewAsync([note]);
Console.WriteLine($"pinned message: {decision.Target} ({decision.Location}), {decision.Reason}");

// 2. A secret is found in the text, and the cloud is forced: refused, with classes and counts and never the text.
try
{
    await client.GetResponseAsync("Is password=Tr0ub4dor&3xyz a good one?", new ChatOptions().ForceTarget("cloud"));
}
catch (PrivacyBlockedException blocked)
{
    Console.WriteLine($"forced to the cloud: refused, found {string.Join(", ", blocked.Classes.Select(found => $"{found.Key} x {found.Value}"))}");
}
