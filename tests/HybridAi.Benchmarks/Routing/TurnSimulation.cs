using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Benchmarks.Routing;

/// <summary>Conversations of a made-up working day, routed for real: how often they move, and whether anything moves that must not.</summary>
/// <remarks>
/// Deterministic. Topics are easy, middling or hard and change now and then; a third of the turns are a few words ("commit it"); two in
/// five conversations have tools and loops of up to six steps, one tool result in fifty is a secret; some requests want a schema, an
/// image read or a long context. The same turns are also decided one by one by a client that remembers nothing.
/// </remarks>
public sealed class TurnSimulation(int seed = 1, IRouteRecorder? recorder = null)
{
    private const string Secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly string[][] _topics =
    [
        [
            "Thank the neighbours for watering the plants while we were away.", "Make a short shopping list for a pasta dinner for four people.",
            "Rewrite this line so that it sounds friendlier: send me the file today.", "What is the capital of Portugal, and which river runs through it?",
            "Give me five names for a small grey cat that likes to sleep.", "Say good morning to the team and wish them a nice weekend.",
        ],
        [
            "Write a short poem about autumn leaves, rivers and an old wooden bridge.", "Summarise the difference between a lease and a loan in plain words for a flyer.",
            "Plan a three day trip to the mountains with two children and little luggage.", "Write a Python function that counts the words of a text file and prints the ten most common.",
            "Explain to a new colleague how our weekly release works and who decides what.", "Compare heat pumps and gas boilers for a small house from the seventies.",
        ],
        [
            "Prove step by step that there are infinitely many primes of the form 4k + 3 and explain every step.",
            "Derive the time complexity of the median of medians algorithm and prove that it is linear in the worst case.",
            "Solve the differential equation y'' + 4y' + 13y = e^(-2x) cos(3x) and verify the particular solution.",
            "Design a lock-free multi-producer queue in C++ with hazard pointers and argue why it is linearisable under the C++ memory model.",
            "A particle moves in the potential V(x) = x^4 - 2x^2. Find the equilibria, their stability and the period of small oscillations.",
        ],
    ];

    private static readonly string[] _followUps =
        ["ok, commit it", "and why?", "go on", "shorter, please", "yes", "once more", "thanks, and the second one?", "do it", "in a table", "is that sure?"];

    private readonly Random _random = new(seed);
    private int _answers;
    private int _violations;

    /// <summary>Simulates at least so many turns.</summary>
    public async Task<TurnReport> RunAsync(int turns)
    {
        using var sticky = Client(recorder);
        using var forgetful = Client();
        var report = new TurnReport();
        for (var conversation = 0; report.Turns < turns; conversation++)
        {
            try
            {
                await ConverseAsync(sticky, forgetful, conversation, report);
            }
            catch (PrivacyBlockedException)
            {
                // After a secret nothing of the conversation may leave, and the device reads no images and no books.
                report.Refused++;
            }
        }

        report.CapabilityViolations = _violations;
        return report;
    }

    private async Task ConverseAsync(HybridChatClient sticky, HybridChatClient forgetful, int number, TurnReport report)
    {
        List<ChatMessage> messages = [];
        var (topic, tools, last, lastAlone) = (Topic(), _random.Next(5) < 2, (string?)null, (string?)null);
        for (var turn = _random.Next(4, 16); turn > 0; turn--)
        {
            topic = _random.Next(8) == 0 ? Topic() : topic;
            messages.Add(User(topic, messages.Count > 0));
            ChatResponse answer;
            for (var loop = tools && _random.Next(2) == 0 ? _random.Next(1, 7) : 0; ; loop--)
            {
                var options = Options(tools, number);
                var alone = (await forgetful.PreviewAsync(messages, Options(tools, null))).Target;
                answer = loop % 2 == 0
                    ? await sticky.GetResponseAsync(messages, options)
                    : await sticky.GetStreamingResponseAsync(messages, options).ToChatResponseAsync();
                var decision = answer.GetRouteDecision()!;
                report.Count(decision, last, alone, lastAlone);
                (last, lastAlone) = (decision.Target, alone);
                if (loop <= 0)
                {
                    break;
                }

                var id = $"call-{messages.Count}";
                messages.Add(new(ChatRole.Assistant, [new FunctionCallContent(id, "look", new Dictionary<string, object?> { ["at"] = messages.Count })]));
                messages.Add(new(ChatRole.Tool, [new FunctionResultContent(id, _random.Next(50) == 0 ? $"key: {Secret}" : $"Result {_answers++}: {Text(Topic())}")]));
            }

            messages.AddRange(answer.Messages);
        }
    }

    private ChatMessage User(int topic, bool mayFollow) => _random.Next(100) switch
    {
        < 35 when mayFollow => new(ChatRole.User, _followUps[_random.Next(_followUps.Length)]),
        < 37 => new(ChatRole.User, [new TextContent(Text(topic)), new DataContent("data:image/png;base64,iVBORw0KGgo=")]),
        < 39 => new(ChatRole.User, string.Concat(Enumerable.Repeat(Text(topic) + " ", 400))),
        _ => new(ChatRole.User, Text(topic)),
    };

    private static ChatOptions Options(bool tools, int? conversation)
    {
        var options = new ChatOptions { Tools = tools ? [Look] : null };
        return conversation is { } number ? options.SetConversationKey($"conversation-{number}") : options;
    }

    private static AIFunction Look { get; } = AIFunctionFactory.Create((int at) => at, "look", "Looks something up");

    private int Topic() => _random.Next(100) switch
    {
        < 55 => 0,
        < 75 => 1,
        _ => 2,
    };

    private string Text(int topic) => _topics[topic][_random.Next(_topics[topic].Length)];

    private HybridChatClient Client(IRouteRecorder? records = null) => new(
        [
            Target("device", TargetProfile.OnDevice(8192, TargetCapabilities.Tools | TargetCapabilities.Json)),
            Target("cheap", TargetProfile.Cloud(0.1m, 0.4m, 32_000) with { Capabilities = TargetCapabilities.Tools | TargetCapabilities.Json | TargetCapabilities.JsonSchema }),
            Target("frontier", TargetProfile.Cloud(2, 8, 200_000) with { QualityRank = 9 }),
        ],
        new() { FrontierThreshold = 0.17, UnreadableMayLeave = true }, new() { Recorder = records });

    private Target Target(string name, TargetProfile profile) => new(name, new Checking(profile, () => $"Here is answer number {_answers++}.", () => _violations++), profile);

    /// <summary>A target that looks at what it is sent: more than its profile can do is a violation, decided here and not by the router.</summary>
    private sealed class Checking(TargetProfile profile, Func<string> next, Action violated) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Check([.. messages], options);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, next())));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Check([.. messages], options);
            await Task.CompletedTask;
            yield return new(ChatRole.Assistant, next());
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private void Check(List<ChatMessage> messages, ChatOptions? options)
        {
            var contents = messages.SelectMany(m => m.Contents).ToList();
            var characters = contents.OfType<TextContent>().Sum(c => c.Text.Length);
            var can = profile.Capabilities;
            if ((options?.Tools is { Count: > 0 } && !can.HasFlag(TargetCapabilities.Tools))
                || (contents.Exists(c => c is DataContent) && !can.HasFlag(TargetCapabilities.Vision))
                || (profile.ContextWindow is { } window && characters / 5 > window)
                || (profile.Location != Location.Device && contents.OfType<FunctionResultContent>().Any(r => r.Result?.ToString()?.Contains(Secret, StringComparison.Ordinal) == true)))
            {
                violated();
            }
        }
    }
}

/// <summary>What a simulation counted.</summary>
public sealed class TurnReport
{
    /// <summary>Decisions, tool steps included.</summary>
    public int Turns { get; private set; }

    /// <summary>Decisions inside tool loops.</summary>
    public int LoopTurns { get; private set; }

    /// <summary>Turns on another target than the turn before.</summary>
    public int Switches { get; private set; }

    /// <summary>The same when every turn is decided for itself.</summary>
    public int SwitchesAlone { get; private set; }

    /// <summary>Switches inside tool loops that nothing forced.</summary>
    public int VoluntaryInLoops { get; private set; }

    /// <summary>Switches inside tool loops because content had to stay or the target could not go on.</summary>
    public int ForcedInLoops { get; private set; }

    /// <summary>Switches inside tool loops when every turn is decided for itself.</summary>
    public int InLoopsAlone { get; private set; }

    /// <summary>Requests a target cannot or must not have been sent.</summary>
    public int CapabilityViolations { get; set; }

    /// <summary>Conversations that ended because what they wanted next may not leave and the device cannot do.</summary>
    public int Refused { get; set; }

    /// <summary>Share of the turns that were answered on the device.</summary>
    public double DeviceShare => (double)_device / Turns;

    private int _device;

    internal void Count(RouteDecision decision, string? before, string alone, string? aloneBefore)
    {
        Turns++;
        _device += decision.Target == "device" ? 1 : 0;
        var moved = before is not null && before != decision.Target;
        var loop = decision.Signals.ToolLoop;
        LoopTurns += loop ? 1 : 0;
        Switches += moved ? 1 : 0;
        SwitchesAlone += aloneBefore is not null && aloneBefore != alone ? 1 : 0;
        InLoopsAlone += loop && aloneBefore is not null && aloneBefore != alone ? 1 : 0;
        if (moved && loop)
        {
            // What the target of the step before may no longer do, it cannot be held to.
            var forced = decision.Reason is RouteReasons.Pinned or RouteReasons.AgentStuck || decision.Targets.Any(t => t.Target == before && !t.Eligible);
            ForcedInLoops += forced ? 1 : 0;
            VoluntaryInLoops += forced ? 0 : 1;
        }
    }
}
