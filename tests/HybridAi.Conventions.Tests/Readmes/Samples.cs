using HybridAi.Evaluation;
using HybridAi.Import;
using HybridAi.Privacy;
using HybridAi.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Conventions.Readmes;

/// <summary>The samples of the packages' pages, between marks named after the package, so that they compile.</summary>
internal static class Samples
{
    public static void Privacy()
    {
        // <HybridAi.Privacy>
        var text = "My card is 4111 1111 1111 1111, call me.";
        ScanResult found = PrivacyScanner.Default.Scan(text);

        var vault = new MaskVault(MaskVault.CreateNonce(random: 42)); // a random number per conversation
        MaskedText masked = Masker.Mask(text, found, PrivacyPolicy.Default, Location.Cloud, vault);
        Console.WriteLine(masked.Text);
        Console.WriteLine(Restorer.Restore(masked.Text, vault) == text);
        // </HybridAi.Privacy>
    }

    public static async Task Core(IChatClient local, IChatClient cloud)
    {
        // <HybridAi.Core>
        using var client = new HybridChatClient(
        [
            new Target("local", local, TargetProfile.OnDevice(contextWindow: 8192)),
            new Target("cloud", cloud, TargetProfile.Cloud(inputPerMillion: 0.15m, outputPerMillion: 0.60m)),
        ]);

        RouteDecision decision = await client.PreviewAsync([new ChatMessage(ChatRole.User, "What is the capital of France?")]);
        // </HybridAi.Core>
        Console.WriteLine(decision);
    }

    public static async Task Hybrid(IChatClient local, IChatClient cloud)
    {
        // <HybridAi>
        using IChatClient client = new HybridChatClientBuilder()
            .AddTarget("local", local, TargetProfile.OnDevice(contextWindow: 8192))
            .AddTarget("cloud", cloud, TargetProfile.Cloud(inputPerMillion: 0.15m, outputPerMillion: 0.60m))
            .UseMode(InferenceMode.PreferOnDevice)
            .UsePrivacy(PrivacyPolicy.Default)
            .Build();

        ChatResponse response = await client.GetResponseAsync("What is the capital of France?");
        RouteDecision why = response.GetRouteDecision()!;
        // </HybridAi>
        Console.WriteLine(why);
    }

    public static async Task Import(CancellationToken cancellationToken)
    {
        // <HybridAi.Import>
        try
        {
            var progress = new Progress<ImportProgress>(step => Console.Error.WriteLine($"{step.Stage} {step.Fraction:P0}"));
            ImportManifest model = await ModelImporter.ImportAsync("model.gguf", "model", progress: progress, cancellationToken: cancellationToken);
            Console.WriteLine($"{model.ModelName}: {model.ParameterCount} parameters, {model.ContextLength} tokens of context");
        }
        catch (ModelFormatException e)
        {
            Console.Error.WriteLine(e.Message); // what is wrong, and where
        }
        // </HybridAi.Import>
    }

    public static void OpenAI(IServiceCollection services, IConfiguration configuration)
    {
        // <HybridAi.OpenAI>
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddOpenAI("cloud")
            .AddOpenAI("cluster", options =>
            {
                options.Endpoint = "https://llm.example.com/v1";
                options.Model = "qwen3-32b";
                options.Location = Location.Private;
            });
        // </HybridAi.OpenAI>
    }

    public static void Evaluation(Stream scores, Stream truth)
    {
        // <HybridAi.Evaluation>
        EvaluationReport report = RouterEvaluation.Run(scores, truth);
        foreach (GroupEvaluation group in report.Groups)
        {
            Console.WriteLine($"{group.Name}: {group.Metrics.Cpt50:P0} to the cloud recover half of what it is better");
        }
        // </HybridAi.Evaluation>
    }

    public static async Task Testing()
    {
        // <HybridAi.Testing>
        using var simulation = Simulation.DeviceAndCloud(new() { Mode = InferenceMode.PreferCloud });
        simulation["cloud"].IsOnline = false;

        SimulatedRequest request = await simulation.AskAsync("What is the capital of France?");

        Route.Of(request).FailedOver().AnsweredBy("local").CostsAtMost(0);
        // </HybridAi.Testing>
    }
}
