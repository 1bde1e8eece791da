using System.ComponentModel;
using HybridAi.Cli.Infrastructure;
using HybridAi.OpenAI;
using HybridAi.OpenAI.Http;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Cli.Doctor;

/// <summary><c>doctor --cloud</c>: asks the configured endpoint with the user's key for what routing relies on. Three small requests.</summary>
internal static class CloudCheck
{
    private const int AnswerTokens = 32;

    // Shaped like a key, and nobody's.
    private const string WrongKey = "hybridai-doctor-wrong-key";

    /// <summary>Tries a stream with usage, a tool call, and a wrong key.</summary>
    public static async Task RunAsync(IChatClient cloud, IConfiguration configuration, Findings findings, CancellationToken cancellationToken)
    {
        await TryAsync(findings, "cloud stream", () => StreamAsync(cloud, findings, cancellationToken));
        await TryAsync(findings, "cloud tools", () => ToolsAsync(cloud, findings, cancellationToken));
        await TryAsync(findings, "cloud key", () => WrongKeyAsync(configuration, findings, cancellationToken));
    }

    private static async Task StreamAsync(IChatClient cloud, Findings findings, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in cloud.GetStreamingResponseAsync(
            "Say hello.", new() { MaxOutputTokens = AnswerTokens }, cancellationToken))
        {
            updates.Add(update);
        }

        var response = updates.ToChatResponse();
        findings.Add(response.Text.Length > 0, "cloud stream", response.Text.Length > 0 ? $"{response.ModelId ?? "the model"} answers" : "the answer is empty");
        if (response.Usage?.OutputTokenCount is > 0)
        {
            findings.Good("cloud usage", $"{response.Usage.InputTokenCount} tokens in, {response.Usage.OutputTokenCount} out");
        }
        else
        {
            findings.Note("cloud usage", "the server reports none in streams: tokens and costs will be estimated");
        }
    }

    private static async Task ToolsAsync(IChatClient cloud, Findings findings, CancellationToken cancellationToken)
    {
        var tool = AIFunctionFactory.Create(Weather, "get_weather", "Tells the weather in a city.").AsDeclarationOnly();
        var response = await cloud.GetResponseAsync(
            "What is the weather in Paris? Use the tool.",
            new() { Tools = [tool], ToolMode = ChatToolMode.RequireSpecific("get_weather"), MaxOutputTokens = AnswerTokens * 2 },
            cancellationToken);
        var call = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().FirstOrDefault();
        if (call is { Exception: null, Name: "get_weather" })
        {
            findings.Good("cloud tools", "the model calls tools");
        }
        else
        {
            findings.Note("cloud tools", "the model did not call the tool it was told to call: requests with tools may fail there");
        }
    }

    // The router tells a wrong key from a broken server by the status; some servers want no key and say nothing.
    private static async Task WrongKeyAsync(IConfiguration configuration, Findings findings, CancellationToken cancellationToken)
    {
        var target = new OpenAITargetOptions();
        configuration.GetSection($"{CliConfiguration.SectionName}:Targets:{CliHost.Cloud}").Bind(target);
        using var handler = OpenAIHttpHandler.Create(Location.Cloud);
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new OpenAIChatClient(
            new()
            {
                Endpoint = new(target.Endpoint),
                Model = target.Model,
                ApiKey = WrongKey,
                AllowInsecureHttp = target.AllowInsecureHttp,
                TokenLimitField = target.TokenLimitField,
            },
            http);
        try
        {
            await client.GetResponseAsync("Say hello.", new() { MaxOutputTokens = 1 }, cancellationToken);
            findings.Note("cloud key", "the server answers with any key");
        }
        catch (TargetUnavailableException exception)
        {
            findings.Add(exception.Kind == TargetErrorKind.Authentication, "cloud key",
                exception.Kind == TargetErrorKind.Authentication ? "a wrong key is refused, and told apart" : "with a wrong key: " + exception.Message);
        }
    }

    private static async Task TryAsync(Findings findings, string what, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (HybridAiException exception)
        {
            findings.Add(false, what, exception.Message);
        }
    }

    private static string Weather([Description("The city.")] string city) => city;
}
