using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What a request asks of a target, as capabilities.</summary>
internal static class Needs
{
    public static TargetCapabilities Of(RequestSnapshot request, RequestSignals signals)
    {
        var needs = TargetCapabilities.None;
        foreach (var message in request.Messages)
        {
            foreach (var content in message.Contents.Each())
            {
                needs |= content switch
                {
                    FunctionResultContent { Result: { } result } when ToolResults.AreContents(result) => TargetCapabilities.Tools | OfResult(result),
                    ToolCallContent or ToolResultContent => TargetCapabilities.Tools,
                    DataContent data => OfMediaType(data.MediaType),
                    UriContent uri => OfMediaType(uri.MediaType),
                    _ => TargetCapabilities.None,
                };
            }
        }

        if (request.Options is not { } options)
        {
            return needs;
        }

        if (signals.Tools > 0 && options.ToolMode is not NoneChatToolMode)
        {
            needs |= TargetCapabilities.Tools;
            needs |= options.AllowMultipleToolCalls == true ? TargetCapabilities.ParallelTools : 0;
        }

        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            needs |= json.Schema is null ? TargetCapabilities.Json : TargetCapabilities.JsonSchema;
        }

        needs |= options.Seed is null ? 0 : TargetCapabilities.Seed;
        needs |= options.TopK is null ? 0 : TargetCapabilities.TopK;
        needs |= options.FrequencyPenalty is null && options.PresencePenalty is null ? 0 : TargetCapabilities.Penalties;
        needs |= options.StopSequences is { Count: > 0 } ? TargetCapabilities.StopSequences : 0;
        needs |= options.Reasoning is null ? 0 : TargetCapabilities.Reasoning;
        return needs;
    }

    /// <summary>Options that only shade an answer and may be ignored when the policy says so; the rest is needed.</summary>
    public const TargetCapabilities Ignorable = TargetCapabilities.ParallelTools | TargetCapabilities.Seed | TargetCapabilities.TopK
        | TargetCapabilities.Penalties | TargetCapabilities.StopSequences | TargetCapabilities.Reasoning | TargetCapabilities.LogProbabilities;

    private static TargetCapabilities OfResult(object result)
    {
        var needs = TargetCapabilities.None;
        foreach (var content in ToolResults.Read(result) ?? [])
        {
            needs |= OfMediaType((content as DataContent)?.MediaType ?? (content as UriContent)?.MediaType);
        }

        return needs;
    }

    private static TargetCapabilities OfMediaType(string? type) => type switch
    {
        not null when type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) => TargetCapabilities.Vision,
        not null when type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) => TargetCapabilities.Audio,
        _ => TargetCapabilities.None,
    };
}
