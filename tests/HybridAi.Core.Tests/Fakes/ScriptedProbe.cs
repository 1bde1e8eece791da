using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A model whose state has two numbers: the first one says how hard it finds the prompt. Remembers what it was asked.</summary>
internal sealed class ScriptedProbe : IPromptProbe
{
    public const string Model = "scripted-exact";

    public string ModelFingerprint { get; init; } = Model;

    public int Dimensions { get; init; } = 2;

    public Func<CancellationToken, Task<PromptState?>> Read { get; set; } = _ => Task.FromResult<PromptState?>(Says(0));

    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public CancellationToken LastToken { get; private set; }

    /// <summary>The state's log-odds, through <see cref="Heads"/>.</summary>
    public static PromptState Says(float logOdds) => new(new[] { logOdds, 0f }, 40, 30);

    /// <summary>Heads that take the first number for log-odds and do not look at tier 0.</summary>
    public static ProbeHeads Heads(string model = Model) =>
        new(model, [0, 0], [1, 1], [new(ProbeHeads.Need, [1, 0], 0)], new(0, 0, 1), clip: 100);

    public static ScriptedProbe Finds(float logOdds) => new() { Read = _ => Task.FromResult<PromptState?>(Says(logOdds)) };

    public async ValueTask<PromptState?> ProbeAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        Requests.Add(([.. messages], options));
        LastToken = cancellationToken;
        return await Read(cancellationToken);
    }
}
