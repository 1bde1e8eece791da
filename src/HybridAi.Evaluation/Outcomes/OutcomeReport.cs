namespace HybridAi.Evaluation;

/// <summary>What routing would have made of graded outcomes: the outcome table and the figures behind it.</summary>
/// <param name="Outcomes">Whose outcomes.</param>
/// <param name="Signals">How well each signal tells wrong answers from right ones.</param>
/// <param name="Routers">Each way to route: overall first, then by mix in the order of <see cref="TrafficMix.All"/>.</param>
/// <param name="EarlySaving">Share of local tokens that judging after 8 tokens saves against judging at the end, over requests that both refuse.</param>
/// <param name="Reliability">Predicted and real shares of wrong answers of the score before the draft, same families.</param>
/// <param name="Defaults">What the shipped thresholds do.</param>
public sealed record OutcomeReport(
    OutcomeSet Outcomes, IReadOnlyList<SignalQuality> Signals, IReadOnlyList<RouterOutcome> Routers, double EarlySaving, IReadOnlyList<ReliabilityBin> Reliability,
    IReadOnlyList<DefaultOutcome> Defaults);

/// <summary>What a threshold before the draft and one on the draft do.</summary>
/// <param name="Name">Which case.</param>
/// <param name="Count">Prompts.</param>
/// <param name="Local">Answered on the device.</param>
/// <param name="Wrong">Of these, wrong; parts of marks count as parts.</param>
public sealed record DefaultOutcome(string Name, int Count, int Local, double Wrong)
{
    /// <summary>Share answered on the device.</summary>
    public Interval LocalInterval => Interval.OfShare(Local, Count);

    /// <summary>Share of all answers that are wrong answers of the device.</summary>
    public Interval WrongInterval => Interval.OfShare(Wrong, Count);
}

/// <summary>How well a signal tells wrong answers from right ones.</summary>
/// <param name="Name">The signal.</param>
/// <param name="UnseenFamilies">AUROC on families that nothing was fitted to; pooled over parts.</param>
/// <param name="WithinParts">The same as a mean over the ten parts.</param>
/// <param name="SameFamilies">AUROC on new prompts of families that were fitted to; NaN for what is not fitted.</param>
public sealed record SignalQuality(string Name, double UnseenFamilies, double WithinParts, double SameFamilies);

/// <summary>One way to route, on all prompts and on each mix.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Overall">On all prompts.</param>
/// <param name="Mixes">On each mix.</param>
/// <param name="Curve">Local share and accuracy over all thresholds, on all prompts.</param>
public sealed record RouterOutcome(string Name, MixOutcome Overall, IReadOnlyList<MixOutcome> Mixes, IReadOnlyList<(double LocalShare, double Accuracy)> Curve);

/// <summary>What a way to route does to one mix.</summary>
/// <param name="Mix">The mix.</param>
/// <param name="Count">Its prompts.</param>
/// <param name="LocalShare">Share answered on the device at one threshold for all traffic, chosen so that 95 % of all answers are right.</param>
/// <param name="Accuracy">Share of right answers there; the cloud is taken to be always right.</param>
/// <param name="LocalShareAt95">Largest local share at which still 95 % of this mix is right, with a threshold of its own.</param>
/// <param name="FirstText">Mean time to the first text in milliseconds, at the first threshold.</param>
/// <param name="Cost">Cost there, as a share of what the cloud alone would cost.</param>
public sealed record MixOutcome(string Mix, int Count, double LocalShare, double Accuracy, double LocalShareAt95, double FirstText, double Cost);

/// <summary>What the outcome table takes for given.</summary>
public sealed record OutcomeOptions
{
    /// <summary>Wanted accuracy, as a share of the cloud's.</summary>
    public double Accuracy { get; init; } = 0.95;

    /// <summary>Milliseconds until a cloud's first text. An assumption, not a measurement. Default 500.</summary>
    public double CloudFirstText { get; init; } = 500;

    /// <summary>Milliseconds until the device's first text; default the median of the outcomes.</summary>
    public double? DeviceFirstText { get; init; }

    /// <summary>Milliseconds for one token on the device; default the median of the outcomes.</summary>
    public double? DevicePerToken { get; init; }

    /// <summary>The model's heads of need in general, whose standardisation competence uses; default none.</summary>
    public ProbeHeads? Heads { get; init; }

    /// <summary>The policy's threshold on the score before the draft.</summary>
    public double Threshold { get; init; } = HybridPolicy.DefaultThreshold;

    /// <summary>Chance of a wrong answer that <see cref="Threshold"/> shall stand for in fitted heads; chosen so that 95 % of the suite comes out right.</summary>
    public double Bearable { get; init; } = 0.4;

    /// <summary>Probability of a wrong answer from which a draft is refused after 8 tokens.</summary>
    public double DraftThreshold { get; init; } = 0.7;

    /// <summary>What is the price of a token of answer, in tokens of prompt. Default 4.</summary>
    public double AnswerPrice { get; init; } = 4;
}
