using HybridAi.Privacy;

namespace HybridAi.OpenAI;

/// <summary>A target reached through <see cref="OpenAIChatClient"/>, as configured under <c>HybridAi:Targets:&lt;name&gt;</c>.</summary>
public sealed class OpenAITargetOptions
{
    /// <summary>The names that no other kind of target has.</summary>
    internal static readonly string[] OwnNames =
        [nameof(Endpoint), nameof(Model), nameof(ApiKey), nameof(ApiKeyName), nameof(TokenLimitField), nameof(AllowInsecureHttp), nameof(SendTraceParent)];

    /// <summary>Base address up to and with the version. Default "https://api.openai.com/v1".</summary>
    public string Endpoint { get; set; } = OpenAIChatClientOptions.DefaultEndpoint.AbsoluteUri;

    /// <summary>The model to ask for. Default "gpt-4o-mini".</summary>
    public string Model { get; set; } = "gpt-4o-mini";

    /// <summary>The key itself; better kept out of files by <see cref="ApiKeyName"/>. Wins over it.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Name of the application's configuration value (an environment variable, for example) that holds the key. Default
    /// "OPENAI_API_KEY"; empty for a server that wants no key.
    /// </summary>
    public string? ApiKeyName { get; set; } = "OPENAI_API_KEY";

    /// <summary>Which field carries the limit of output tokens. Default <see cref="TokenLimitField.MaxCompletionTokens"/>.</summary>
    public TokenLimitField TokenLimitField { get; set; }

    /// <summary>Whether plain http may be used beyond this machine. Default <see langword="false"/>.</summary>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>
    /// Whether the id of the caller's trace is sent as <c>traceparent</c>, so that a server of your own can join its spans to it. Default <see langword="false"/>.
    /// Trace state and baggage are never sent.
    /// </summary>
    public bool SendTraceParent { get; set; }

    /// <summary>
    /// Where requests are seen. Default <see cref="Location.Cloud"/>. <see cref="Location.Device"/> needs
    /// a loopback endpoint and is reached without a proxy: to loopback addresses, whatever the name resolves to.
    /// </summary>
    public Location Location { get; set; } = Location.Cloud;

    /// <summary>Price of a million input tokens. Default 0.</summary>
    public decimal InputPerMillion { get; set; }

    /// <summary>Price of a million cached input tokens. Default: the full input price.</summary>
    public decimal? CachedInputPerMillion { get; set; }

    /// <summary>Price of a million output tokens. Default 0.</summary>
    public decimal OutputPerMillion { get; set; }

    /// <summary>Prompt and answer together, in tokens; at least 1. Default unknown.</summary>
    public int? ContextWindow { get; set; }

    /// <summary>Longest answer in tokens; at least 1. Default unknown.</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>What the model can do. Default: tools (also parallel), JSON, JSON schema, seed, penalties, stop sequences, images.</summary>
    public TargetCapabilities? Capabilities { get; set; }

    /// <summary>Region in which requests are processed, for example "eu".</summary>
    public string? Region { get; set; }

    /// <summary>How long the provider keeps requests; zero means not at all. Default unknown.</summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>Whether the provider may train on requests. Default unknown.</summary>
    public bool? TrainsOnData { get; set; }

    /// <summary>Name of the agreement that covers the target, for example "dpa" or "baa".</summary>
    public string? Agreement { get; set; }

    /// <summary>Order of answer quality between targets, higher is better. Default 1.</summary>
    public int QualityRank { get; set; } = 1;

    /// <summary>What is wrong, each with its remedy; empty when nothing is.</summary>
    internal IEnumerable<string> Problems()
    {
        var client = ToClientOptions(null, null);
        foreach (var problem in client.Problems())
        {
            yield return problem;
        }

        if (!Enum.IsDefined(Location))
        {
            yield return "Location must be Device, Private or Cloud.";
        }

        if (Location == Location.Device && client.Endpoint is { IsAbsoluteUri: true } endpoint
            && !OpenAIChatClientOptions.IsLoopback(endpoint))
        {
            yield return "Location is Device, but Endpoint is not this machine: use a loopback address, or say Private or Cloud.";
        }

        if (InputPerMillion < 0 || OutputPerMillion < 0 || CachedInputPerMillion < 0)
        {
            yield return "InputPerMillion, CachedInputPerMillion and OutputPerMillion must not be negative.";
        }

        if (ContextWindow < 1 || MaxOutputTokens < 1)
        {
            yield return "ContextWindow and MaxOutputTokens must be at least 1, or left out.";
        }

        if (Retention < TimeSpan.Zero)
        {
            yield return "Retention must not be negative.";
        }
    }

    /// <summary>The client's part of these options.</summary>
    internal OpenAIChatClientOptions ToClientOptions(string? key, TimeProvider? time) => new()
    {
        // A text that is no address becomes a relative one, which Problems() reports.
        Endpoint = Uri.TryCreate(Endpoint, UriKind.Absolute, out var absolute) ? absolute : new("invalid", UriKind.Relative),
        Model = Model,
        ApiKey = ApiKey ?? key,
        TokenLimitField = TokenLimitField,
        AllowInsecureHttp = AllowInsecureHttp,
        SendTraceParent = SendTraceParent,
        TimeProvider = time ?? TimeProvider.System,
    };

    /// <summary>The target's part of these options.</summary>
    internal TargetProfile ToProfile() => new()
    {
        Location = Location,
        ContextWindow = ContextWindow,
        MaxOutputTokens = MaxOutputTokens,
        Capabilities = Capabilities ?? TargetProfile.Cloud().Capabilities,
        InputPerMillion = InputPerMillion,
        CachedInputPerMillion = CachedInputPerMillion,
        OutputPerMillion = OutputPerMillion,
        Region = Region,
        Retention = Retention,
        TrainsOnData = TrainsOnData,
        Agreement = Agreement,
        QualityRank = QualityRank,
    };
}
