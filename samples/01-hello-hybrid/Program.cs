// One client, two places: the built-in model answers what it can, a cloud endpoint the rest, and every answer says why.
// Runs as it is. With OPENAI_API_KEY set, hard questions go to OpenAI; without it, everything stays on this device.
using HybridAi;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
var services = new ServiceCollection();
services.AddSingleton<IConfiguration>(configuration);
services.AddHybridChatClient(configuration.GetSection("HybridAi"))
    .AddSmolLM2()
    .AddOpenAI("cloud")
    .ConfigurePolicy(policy => configuration["OPENAI_API_KEY"] is null ? policy with { Mode = InferenceMode.OnlyOnDevice } : policy);

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<IChatClient>();

var response = await client.GetResponseAsync(
    args.Length > 0 ? args[0] : "What is the capital of France?", new ChatOptions { MaxOutputTokens = 48, Temperature = 0 });

Console.WriteLine(response.Text);
Console.WriteLine($"answered by {response.GetRouteOutcome()!.Target}: {response.GetRouteDecision()!.Explanation}");
