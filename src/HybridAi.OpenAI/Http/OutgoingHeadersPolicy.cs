using System.ClientModel.Primitives;
using System.Diagnostics;

namespace HybridAi.OpenAI.Http;

/// <summary>
/// The last step before the transport: nothing ambient leaves with the request. Trace context and baggage of the
/// application are cut off, and so is what the package tells of the operating system, processor and runtime. The id of
/// the trace goes along only where the options say so; its state and baggage never do.
/// </summary>
internal sealed class OutgoingHeadersPolicy(bool hasKey, bool sendTraceParent) : PipelinePolicy
{
    private static readonly string[] Allowed = ["Accept", "Authorization", "Content-Type", "Content-Length"];

    /// <inheritdoc/>
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Clean(message);
        ProcessNext(message, pipeline, currentIndex);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(
        PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Clean(message);

        // A handed-in transport adds headers of the current activity itself, below this policy. Set in an async method,
        // the change ends with it and does not reach the caller.
        Activity.Current = null;
        await ProcessNextAsync(message, pipeline, currentIndex).ConfigureAwait(false);
    }

    private void Clean(PipelineMessage message)
    {
        foreach (var name in message.Request.Headers.Select(header => header.Key).ToList())
        {
            if (!Allowed.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                message.Request.Headers.Remove(name);
            }
        }

        message.Request.Headers.Set("User-Agent", "HybridAi");
        if (sendTraceParent && Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            message.Request.Headers.Set("traceparent", id);
        }

        if (!hasKey)
        {
            message.Request.Headers.Remove("Authorization");
        }
    }
}
