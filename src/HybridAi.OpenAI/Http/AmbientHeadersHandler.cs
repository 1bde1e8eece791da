namespace HybridAi.OpenAI.Http;

/// <summary>
/// The handler next to the transport: takes off what handlers of the application's own, added for all its clients, tell of where a request comes from.
/// </summary>
internal sealed class AmbientHeadersHandler(bool sendTraceParent) : DelegatingHandler
{
    // W3C trace context and baggage, what .NET and Application Insights wrote before it, and Zipkin's.
    private static readonly string[] Ambient =
        ["tracestate", "baggage", "Request-Id", "Request-Context", "Correlation-Context", "b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled"];

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var name in Ambient)
        {
            request.Headers.Remove(name);
        }

        if (!sendTraceParent)
        {
            request.Headers.Remove("traceparent");
        }

        return base.SendAsync(request, cancellationToken);
    }
}
