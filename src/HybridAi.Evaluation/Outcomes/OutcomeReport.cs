namespace HybridAi.Evaluation;

/// <summary>What routing would have made of graded outcomes: the outcome table and the figures behind it.</summary>
/// <param name="Outcomes">Whose outcomes.</param>
/// <param name="Signals">How well each signal tells wrong answers from right ones.</param>
/// <param name="Routers">Each way to route: overall first, then by mix in the order of <see cref="TrafficMix.All"/>.</param>
/// <param name="EarlySaving">Share of the local tokens of refused drafts that judging after 8 tokens saves against judging at the end, at the default threshold.</param>
/// <param name="Reliability">Predicted and real shares of wrong answers of the score before the draft, same families.</param>
/// <param name="Settings">What the named thresholds do.</param>
/// <param name="Asked">What reading the hidden state of only some requests does, at the default threshold.</param>
public sealed record OutcomeReport(
    OutcomeSet Outcomes, IReadOnlyList<SignalQuality> Signals, IReadOnlyList<RouterOutcome> Routers, double EarlySaving, IReadOnlyList<ReliabilityBin> Reliability,
    IReadOnlyList<SettingOutcome> Settings, IReadOnlyList<AskedOutcome> Asked);

/// <summary>What a named threshold does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Threshold">The threshold, before the draft and after it.</param>
/// <param name="Same">On new prompts of families that were fitted to: overall, then each mix.</param>
/// <param name="Unseen">On families that nothing was fitted to.</param>
/// <param name="SameUnread">As <paramref name="Same"/>, overall, where the hidden state is never read: a busy model, or a deadline that is always missed.</param>
/// <param name="UnseenUnread">As <paramref name="Unseen"/>, overall, where it is never read.</param>
public sealed record SettingOutcome(
    string Name, double Threshold, IReadOnlyList<KeptOutcome> Same, IReadOnlyList<KeptOutcome> Unseen, KeptOutcome SameUnread, KeptOutcome UnseenUnread);

/// <summary>What stays on the device.</summary>
/// <param name="Mix">Of which traffic.</param>
/// <param name="Count">Prompts.</param>
/// <param name="Local">Answered on the device.</param>
/// <param name="Wrong">Of these, wrong; parts of marks count as parts.</param>
public sealed record KeptOutcome(string Mix, int Count, int Local, double Wrong)
{
    /// <summary>Share answered on the device.</summary>
    public Interval LocalInterval => Interval.OfShare(Local, Count);

    /// <summary>Share of all answers that are wrong answers of the device.</summary>
    public Interval WrongInterval => Interval.OfShare(Wrong, Count);
}

/// <summary>The hidden state read only of the requests that tier 0 puts nearest to the threshold.</summary>
/// <param name="Share">Share that is read.</param>
/// <param name="Margin">How far from the threshold that reaches, in log-odds.</param>
/// <param name="Same">AUROC of the score on families that were fitted to.</param>
/// <param name="Unseen">The same on families that nothing was fitted to.</param>
/// <param name="LocalAt95Same">Share that can stay with 95 % right answers, families that were fitted to.</param>
/// <param name="LocalAt95Unseen">The same on families that nothing was fitted to.</param>
/// <param name="AddedMilliseconds">Mean time added to a request that leaves.</param>
public sealed record AskedOutcome(double Share, double Margin, double Same, double Unseen, double LocalAt95Same, double LocalAt95Unseen, double AddedMilliseconds);

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

    /// <summary>The model's heads of need in general, to be compared; default none.</summary>
    public ProbeHeads? Heads { get; init; }

    /// <summary>Milliseconds for reading the state of an average prompt; default what docs/reference/routing-evaluation/tier1.md measured.</summary>
    public double StateRead { get; init; } = 120;

    /// <summary>What is the price of a token of answer, in tokens of prompt. Default 4.</summary>
    public double AnswerPrice { get; init; } = 4;
}
