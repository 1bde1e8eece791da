namespace HybridAi.Evaluation;

/// <summary>How a model did on one prompt: the unit that competence heads, judges and the outcome table are made from.</summary>
/// <param name="Id">The prompt, unique within a set.</param>
/// <param name="Family">Its family of tasks.</param>
/// <param name="Mark">0 (wrong) to 1 (right).</param>
public sealed record SuiteOutcome(string Id, string Family, double Mark)
{
    /// <summary>The text of the prompt; empty when it is not kept.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>1 (easy) to 3 (hard) within the family; 0 when unknown.</summary>
    public int Difficulty { get; init; }

    /// <summary>Language of the prompt.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Time until the whole answer was there, reading the state included.</summary>
    public double Milliseconds { get; init; }

    /// <summary>Time until the first text was there, reading the state included; 0 when unknown.</summary>
    public double FirstTextMilliseconds { get; init; }

    /// <summary>Tokens of the answer, when the client says so.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>How sure the model was of its whole answer, when the client says so.</summary>
    public DraftConfidence? Confidence { get; init; }

    /// <summary>How sure it was after <see cref="SuiteRunner.EarlyTokens"/> tokens; of a shorter answer the same as <see cref="Confidence"/>.</summary>
    public DraftConfidence? EarlyConfidence { get; init; }

    /// <summary>The hidden state at the last prompt token, when it was read; kept in half precision.</summary>
    public IReadOnlyList<float>? State { get; init; }

    /// <summary>What the model said; kept only when it was asked for.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether the answer counts as wrong: less than full marks.</summary>
    public bool IsWrong => Mark < 1;

    /// <summary>Whether prompts of its kind go to the cloud however the local model does on this one; see <see cref="TrafficMix.CloudFirst"/>.</summary>
    internal bool IsCloudFirst { get; init; }

    /// <summary>What scores before the draft are fitted to: 1 where the cloud is wanted, for a wrong answer or for the kind of prompt.</summary>
    internal double Need => IsCloudFirst ? 1 : 1 - Mark;
}

/// <summary>Outcomes of one model, and which one that was.</summary>
/// <param name="Model">Name of the model, to be shown.</param>
/// <param name="ModelFingerprint">Identifies model and precision; empty when the client does not tell.</param>
/// <param name="SuiteVersion">Version of <see cref="CompetenceSuite"/>; 0 for prompts from elsewhere.</param>
/// <param name="Rows">The outcomes.</param>
public sealed record OutcomeSet(string Model, string ModelFingerprint, int SuiteVersion, IReadOnlyList<SuiteOutcome> Rows);
