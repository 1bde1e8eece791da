// Any server with OpenAI's chat-completions interface is a target: Ollama, llama.cpp, LM Studio, vLLM, or one in your data centre.
// Usage: 03-your-own-server ENDPOINT MODEL [KEY], for example http://localhost:11434/v1 llama3.2
using HybridAi;
using HybridAi.OpenAI;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: 03-your-own-server ENDPOINT MODEL [KEY]");
    return 2;
}

var services = new ServiceCollection();
services.AddHybridChatClient()
    .AddOpenAI("server", options =>
    {
        options.Endpoint = args[0];
        options.Model = args[1];
        options.ApiKey = args.Length > 2 ? args[2] : null;
        options.Location = Location.Private;
        // Many of these servers ignore the newer field.
        options.TokenLimitField = TokenLimitField.MaxTokens;
    });

await using var provider = services.BuildServiceProvider();
await foreach (var update in provider.GetRequiredService<IChatClient>().GetStreamingResponseAsync(
    "Say hello in one sentence.", new ChatOptions { MaxOutputTokens = 48 }))
{
    Console.Write(update.Text);
}

Console.WriteLine();
return 0;
