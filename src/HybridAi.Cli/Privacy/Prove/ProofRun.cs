using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Cli.Demo;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>
/// Sends every text to every off-device target of a configuration, with that configuration's policy through the real router, gate and HTTP leg;
/// only the addresses are others: recording servers on 127.0.0.1.
/// </summary>
internal sealed class ProofRun : IAsyncDisposable
{
    // Shorter values are in numbers and words by chance: only whole words of what was said count.
    private const int Short = 5;

    private static readonly string[] OwnLists = ["DenyList", "Patterns"];

    private readonly Dictionary<string, StandInCloud> _clouds = new(StringComparer.Ordinal);
    private readonly ServiceProvider _services;
    private readonly string? _tag;
    private readonly string? _tenant;

    public ProofRun(IConfigurationRoot configuration, string section, string? tag, string? tenant)
    {
        _tag = tag;
        _tenant = tenant;
        var given = configuration.GetSection(section);
        var names = given.GetSection("Targets").GetChildren().Select(t => t.Key).Where(n => n != Infrastructure.CliHost.Local).ToList();
        if (names.Count == 0)
        {
            names.Add(Infrastructure.CliHost.Cloud);
        }

        var overrides = new Dictionary<string, string?>();
        foreach (var name in names)
        {
            var cloud = _clouds[name] = new();
            overrides[$"{section}:Targets:{name}:Endpoint"] = cloud.Endpoint.AbsoluteUri;
            overrides[$"{section}:Targets:{name}:ApiKey"] = StandInCloud.Key;
        }

        var own = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(overrides).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(own);
        var builder = services.AddHybridChatClient(own.GetSection(section))
            .Configure(o =>
            {
                o.Audit.Path = null; // The customer's audit is for the customer's requests.
                o.Budgets.Clear();
            })
            .AddTarget(Infrastructure.CliHost.Local, _ => new ProofDevice(), _ => TargetProfile.OnDevice(int.MaxValue));
        foreach (var name in names)
        {
            builder.AddOpenAI(name);
        }

        _services = services.BuildServiceProvider();
        Policy = PrivacyPolicy.Default;
        OwnTypes = Own(given.GetSection("Privacy")).Concat(tenant is null ? [] : Own(given.GetSection($"Privacy:Tenants:{tenant}"))).ToHashSet(StringComparer.Ordinal);
        Targets = [.. names.Select(n => (n, Enum.TryParse<Location>(given[$"Targets:{n}:Location"], true, out var at) ? at : Location.Cloud))];
    }

    public PrivacyPolicy Policy { get; private set; }

    /// <summary>The policy with all that stands beside the table; known once it has run.</summary>
    public HybridPolicy? Rules { get; private set; }

    public IReadOnlyList<(string Name, Location Location)> Targets { get; }

    /// <summary>Entity types that words and patterns of the configuration find.</summary>
    public IReadOnlySet<string> OwnTypes { get; }

    public async Task<ProofResult> RunAsync(IReadOnlyList<LabelledText> texts, CancellationToken cancellationToken)
    {
        var client = _services.GetRequiredService<HybridChatClient>(); // Wrong options are told here, all at once.
        Rules = client.GetPolicy(_tenant);
        var policy = Rules;
        Policy = policy.Privacy; // Rows and tenants of the configuration included.
        var result = new ProofResult();
        foreach (var text in texts)
        {
            var scan = (policy.Scanner ?? PrivacyScanner.Default).Scan(text.Text, Policy.DetectionThreshold);
            result.Add(text, scan, Policy);
            foreach (var (target, location) in Targets)
            {
                foreach (var shape in Enum.GetValues<ProofShape>())
                {
                    await OneAsync(client, text, scan, target, location, shape, result, cancellationToken);
                }
            }
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        foreach (var cloud in _clouds.Values)
        {
            await cloud.DisposeAsync();
        }
    }

    private async Task OneAsync(
        HybridChatClient client, LabelledText text, ScanResult scan, string target, Location location, ProofShape shape, ProofResult result, CancellationToken cancellationToken)
    {
        var options = new ChatOptions().ForceTarget(target);
        options = _tag is null ? options : options.AddTag(_tag);
        options = _tenant is null ? options : options.SetTenant(_tenant);
        RouteDecision? decision = null;
        RouteOutcome? outcome = null;
        string? refused = null;
        try
        {
            if (shape == ProofShape.Message)
            {
                await foreach (var update in client.GetStreamingResponseAsync(shape.Messages(text.Text), options, cancellationToken))
                {
                    decision ??= update.GetRouteDecision();
                    outcome ??= update.GetRouteOutcome();
                }
            }
            else
            {
                var response = await client.GetResponseAsync(shape.Messages(text.Text), options, cancellationToken);
                (decision, outcome) = (response.GetRouteDecision(), response.GetRouteOutcome());
            }
        }
        catch (HybridAiException e)
        {
            // It stayed: that is an answer too.
            refused = e is NoEligibleTargetException { Reasons: var reasons } ? reasons.GetValueOrDefault(target) : e.GetType().Name;
        }

        var bodies = new List<string>();
        while (_clouds[target].Received.TryDequeue(out var body))
        {
            bodies.Add(body);
        }

        result.Revision = decision?.Revision ?? result.Revision;
        var reason = refused ?? decision?.Targets.FirstOrDefault(t => t.Target == target)?.Reason ?? outcome?.Attempts.FirstOrDefault(a => a.Target == target)?.Reason;
        result.Sent(target, bodies.Count > 0, bodies.Exists(b => b.Contains("[[", StringComparison.Ordinal)), reason?.Split(':')[0]);
        foreach (var body in bodies)
        {
            var search = new ValueSearch(body);
            var said = new Lazy<string>(() => Said(body));
            foreach (var span in text.Spans)
            {
                if ((ValueSearch.Strip(span.Value).Length < Short ? Word(said.Value, span.Value) : search.Find(span.Value)) is { } form)
                {
                    result.Left(text, span, scan, new(target, location, shape, form), Policy);
                }
            }
        }
    }

    private static IEnumerable<string> Own(IConfigurationSection scope) =>
        OwnLists.SelectMany(list => scope.GetSection(list).GetChildren()).Select(item => item["Type"]).OfType<string>();

    private static string? Word(string said, string value) =>
        Regex.IsMatch(said, $@"(?<!\w){Regex.Escape(value)}(?!\w)", RegexOptions.IgnoreCase) ? "as a word" : null;

    // What the messages say, without the protocol around them.
    private static string Said(string body)
    {
        using var document = JsonDocument.Parse(body);
        var text = new StringBuilder();
        if (document.RootElement.TryGetProperty("messages", out var messages))
        {
            Collect(messages, text);
        }

        return text.ToString();
    }

    private static void Collect(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Collect(member.Value, text);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, text);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number:
                text.Append(element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText()).Append('\n');
                break;
        }
    }
}

/// <summary>How a text is put into a request.</summary>
internal enum ProofShape
{
    /// <summary>What a user says, answered in a stream.</summary>
    Message,

    /// <summary>What a tool gave back, answered at once.</summary>
    ToolResult,
}

/// <summary>Makes requests.</summary>
internal static class ProofShapes
{
    public static List<ChatMessage> Messages(this ProofShape shape, string text) => shape == ProofShape.Message
        ? [new(ChatRole.User, text)]
        :
        [
            new(ChatRole.User, "Look it up."),
            new(ChatRole.Assistant, [new FunctionCallContent("call_1", "look_up")]),
            new(ChatRole.Tool, [new FunctionResultContent("call_1", text)]),
        ];
}

/// <summary>Stands for the device: what it is told stays with it.</summary>
internal sealed class ProofDevice : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok")));

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        new[] { new ChatResponseUpdate(ChatRole.Assistant, "ok") }.ToAsyncEnumerable();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
