using System.Text.Json;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Demo;

/// <summary>The two promises of privacy, word for word: a mask out and back in a stream, and a pin that holds although the cloud is forced.</summary>
internal static class DemoPrivacy
{
    private const string Masked = "Maria Lindqvist paid with 4111 1111 1111 1111. Prove step by step that the sum of her receipts is right.";
    private const string Pinned = "Maria Lindqvist was diagnosed with asthma. Derive a plan for her year.";

    /// <summary>Plays both and shows what the stand-in got and sent, as it saw it.</summary>
    public static async Task ShowAsync(CliContext context, CliHost host, StandInCloud cloud, CancellationToken cancellationToken)
    {
        var (got, sent) = (cloud.Received.Count, cloud.Sent.Count);
        var read = new List<string>();
        await foreach (var update in host.Client.GetStreamingResponseAsync(Masked, new ChatOptions().ForceTarget(CliHost.Cloud), cancellationToken))
        {
            if (update.Text.Length > 0)
            {
                read.Add(update.Text);
            }
        }

        await context.Out.WriteLineAsync();
        await context.Out.WriteLineAsync("Masked, sent, streamed back, restored ('|' stands between two pieces of a stream):");
        await LineAsync(context, "you wrote", Masked);
        await LineAsync(context, "the cloud got", string.Join(" / ", cloud.Received.Skip(got).Select(LastMessage)));
        await LineAsync(context, "the cloud sent", string.Join(" / ", cloud.Sent.Skip(sent)));
        await LineAsync(context, "you read", string.Join('|', read));

        got = cloud.Received.Count;
        string answer;
        try
        {
            answer = (await host.Client.GetResponseAsync(Pinned, new ChatOptions().ForceTarget(CliHost.Cloud), cancellationToken)).Text;
        }
        catch (PrivacyBlockedException refused)
        {
            answer = $"refused: {refused.Reasons[CliHost.Cloud]}";
        }

        await context.Out.WriteLineAsync();
        await context.Out.WriteLineAsync("Pinned, although the application named the cloud:");
        await LineAsync(context, "you wrote", Pinned);
        await LineAsync(context, "the cloud got", cloud.Received.Count == got ? "nothing" : string.Join(" / ", cloud.Received.Skip(got).Select(LastMessage)));
        await LineAsync(context, "you read", answer);
    }

    private static Task LineAsync(CliContext context, string who, string text) => context.Out.WriteLineAsync($"  {who,-15} {text}");

    private static string LastMessage(string body)
    {
        using var request = JsonDocument.Parse(body);
        return request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString() ?? "";
    }
}
