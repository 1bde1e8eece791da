using Microsoft.Extensions.AI;

namespace HybridAi.Learning;

/// <summary>A client that learns, whose device finds every prompt as hard as the test says.</summary>
internal sealed class LearningClient : IDisposable, IRouteRecorder, IRouteObserver
{
    private float _logOdds = -2;

    public LearningClient(
        LearningPolicy? learning = null, Func<HybridPolicy, HybridPolicy>? policy = null, HybridChatClientParts? parts = null, bool enabled = true,
        ScriptedChatClient? server = null)
    {
        var probe = new ScriptedProbe { Read = _ => Task.FromResult<PromptState?>(ScriptedProbe.Says(_logOdds)) };
        var local = Local = ScriptedChatClient.Says("local");
        local.Services[typeof(IPromptProbe)] = probe;
        Policy = (policy ?? (q => q))(new()
        {
            HiddenState = new() { Margin = 100 }, Threshold = 0.4, StickyMargin = 0, Learning = (learning ?? new()) with { Enabled = enabled },
        });
        Client = new(
            [
                new Target("local", local, TargetProfile.OnDevice(8192)),
                new Target("cloud", ScriptedChatClient.Says("cloud"), TargetProfile.Cloud()),
                .. server is null ? (IEnumerable<Target>)[] : [new Target("server", server, TargetProfile.Private(0, 0, 8192))],
            ],
            Policy,
            new()
            {
                ProbeHeads = [ScriptedProbe.Heads()], Time = Time, Recorder = this, Observer = this, CurrentPolicy = () => Policy,
                Conversations = parts?.Conversations, Learner = Learner = parts?.Learner ?? new(Time),
            });
    }

    public HybridChatClient Client { get; }

    public OutcomeLearner Learner { get; }

    public ScriptedChatClient Local { get; }

    /// <summary>The policy of the next request.</summary>
    public HybridPolicy Policy { get; set; }

    public ManualTime Time { get; } = new();

    public List<RouteRecord> Records { get; } = [];

    public RouteSetting? Setting { get; private set; }

    public List<LearningChange> Changes { get; } = [];

    public bool IsEnabled => true;

    public Task<ChatResponse> AskAsync(double probability, bool streaming = false, string text = "A question.", ChatOptions? options = null) =>
        AskAsync(probability, [new(ChatRole.User, text)], streaming, options);

    public async Task<ChatResponse> AskAsync(double probability, IEnumerable<ChatMessage> messages, bool streaming, ChatOptions? options = null)
    {
        _logOdds = (float)ProbeHeads.LogOdds(probability);
        return await Client.AskAsync(streaming, messages, options);
    }

    /// <summary>Asks so often, then reports each answer.</summary>
    public async Task TeachAsync(double probability, AnswerVerdict verdict, int times, bool streaming = false)
    {
        var answers = new List<ChatResponse>();
        for (var i = 0; i < times; i++)
        {
            answers.Add(await AskAsync(probability, streaming));
        }

        foreach (var answer in answers)
        {
            (await Client.ReportOutcomeAsync(answer, verdict)).ShouldBe(ReportResult.Learned);
        }
    }

    public void Record(RouteRecord record, RouteSetting setting)
    {
        Records.Add(record);
        Setting = setting;
    }

    public void Learned(LearningChange change) => Changes.Add(change);

    public void Decided(RouteDecision decision)
    {
    }

    public void Refused(NoEligibleTargetException error)
    {
    }

    public void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error)
    {
    }

    public void Dispose() => Client.Dispose();
}
