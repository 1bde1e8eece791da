using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridAi.Docs;

/// <summary>The code of the pages in docs, between marks named after page and position, so that it compiles.</summary>
internal static class Snippets
{
    public static void PipelineOrder(HostApplicationBuilder builder, IChatClient local, IChatClient cloud)
    {
        // <pipeline-order 1>
        builder.Services.AddHybridChatClient(builder.Configuration.GetSection("HybridAi"))
            .AddTarget("local", p => local, p => TargetProfile.OnDevice(contextWindow: 8192))
            .AddTarget("cloud", p => cloud, p => TargetProfile.Cloud(inputPerMillion: 0.15m, outputPerMillion: 0.60m));
        // </pipeline-order 1>
    }

    public static object Delegates()
    {
        // <pipeline-order 2>
        Func<IChatClient, IServiceProvider, IChatClient> routing = HybridMiddleware.Routing("cloud", TargetProfile.Cloud());
        Func<IChatClient, IServiceProvider, IChatClient> gate = HybridMiddleware.EgressGate(TargetProfile.Cloud());
        // </pipeline-order 2>
        return (routing, gate);
    }

    public static void Configuration(HostApplicationBuilder builder)
    {
        // <configuration 1>
        builder.Services.AddHybridChatClient()
            .Configure(o => o.Mode = InferenceMode.PreferCloud)
            .ConfigurePolicy(p => p with { Threshold = 0.3 });
        // </configuration 1>
    }

    public static async Task<string> Exceptions(IChatClient client, IEnumerable<ChatMessage> messages)
    {
        // <exceptions 1>
        try
        {
            return (await client.GetResponseAsync(messages)).Text;
        }
        catch (PrivacyBlockedException e)
        {
            return $"Kept on this device, and nothing here could answer: {string.Join(", ", e.Classes.Keys)}";
        }
        catch (NoEligibleTargetException e)
        {
            return string.Join("; ", e.Reasons.Select(r => $"{r.Key}: {r.Value}"));
        }
        catch (TargetUnavailableException e) when (e.Kind == TargetErrorKind.RateLimited)
        {
            return $"Try again in {e.RetryAfter}";
        }
        // </exceptions 1>
    }
}
