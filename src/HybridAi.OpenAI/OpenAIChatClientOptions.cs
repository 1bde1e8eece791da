using System.Net;

namespace HybridAi.OpenAI;

/// <summary>Where an <see cref="OpenAIChatClient"/> sends its requests and how. Read once, when the client is created.</summary>
public sealed class OpenAIChatClientOptions
{
    /// <summary>The address of OpenAI itself.</summary>
    public static readonly Uri DefaultEndpoint = new("https://api.openai.com/v1");

    /// <summary>Base address of the service, up to and with the version ("…/v1"). Default <see cref="DefaultEndpoint"/>.</summary>
    public Uri Endpoint { get; set; } = DefaultEndpoint;

    /// <summary>The model asked for when <c>ChatOptions.ModelId</c> names none. Required.</summary>
    public string Model { get; set; } = string.Empty;

    /// <summary>The key, sent as a bearer token; <see langword="null"/> or empty sends none. Never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// When set, the client cannot answer and says this through <see cref="IModelAvailability"/>. Default <see langword="null"/>.
    /// </summary>
    public string? UnavailableReason { get; set; }

    /// <summary>Which field carries the limit of output tokens. Default <see cref="TokenLimitField.MaxCompletionTokens"/>.</summary>
    public TokenLimitField TokenLimitField { get; set; }

    /// <summary>Whether plain http may be used beyond this machine. Default <see langword="false"/>.</summary>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>
    /// Whether the id of the caller's trace is sent as <c>traceparent</c>, so that a server of your own can join its spans to it. Default <see langword="false"/>.
    /// Trace state and baggage are never sent.
    /// </summary>
    public bool SendTraceParent { get; set; }

    /// <summary>The clock for "retry after" dates. Default <see cref="System.TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Whether an address names this machine: "localhost" or a loopback address.</summary>
    /// <param name="endpoint">An absolute address.</param>
    public static bool IsLoopback(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);

        var host = endpoint.IdnHost;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>What is wrong with these options, each with its remedy; empty when nothing is.</summary>
    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return "Model is missing: name the model to ask for, for example \"gpt-4o-mini\".";
        }

        if (Endpoint is null || !Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("http" or "https"))
        {
            yield return "Endpoint must be an absolute http or https address, for example \"https://api.openai.com/v1\".";
            yield break;
        }

        if (Endpoint.UserInfo.Length > 0 || Endpoint.Query.Length > 0 || Endpoint.Fragment.Length > 0)
        {
            yield return "Endpoint must hold no user name, query or fragment: give the key as ApiKey or ApiKeyName.";
        }

        if (Endpoint.Scheme == "http" && !AllowInsecureHttp && !IsLoopback(Endpoint))
        {
            yield return "Endpoint uses plain http beyond this machine: use https, or set AllowInsecureHttp to true.";
        }

        if (!Enum.IsDefined(TokenLimitField))
        {
            yield return "TokenLimitField must be MaxCompletionTokens or MaxTokens.";
        }

        if (ApiKey is not null && ApiKey.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            yield return "ApiKey holds a space, a line break or a character outside ASCII: copy the key again.";
        }
    }
}
