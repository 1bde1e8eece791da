namespace HybridAi.Evaluation;

/// <summary>What the device costs and takes.</summary>
public sealed record SavingsOptions
{
    /// <summary>
    /// What decides: mode, threshold, calibration, rules, privacy. Default that of an application whose device model was never calibrated. For the built-in
    /// model: <c>new() { Calibration = SmolLM2Model.Calibration, Threshold = SmolLM2Model.Calibration.Threshold!.Value }</c>. Budgets and caps on cost are left out of account.
    /// </summary>
    public HybridPolicy Policy { get; init; } = new();

    /// <summary>What the device's model can do; its name for rules and kill switches is <c>local</c>. Default text alone, any length.</summary>
    public TargetProfile Device { get; init; } = TargetProfile.OnDevice();

    /// <summary>Cost of a million tokens on the device, electricity and wear; not negative. Default 0.</summary>
    public decimal LocalPerMillion { get; init; }

    /// <summary>Share in 0..1 of the kept requests whose draft is refused, so that the cloud answers after all. Default 0.</summary>
    public double EscalationShare { get; init; }

    /// <summary>Price of models that the table does not know. Default none: their requests are counted, and left out of the money.</summary>
    public string? PriceOthersAs { get; init; }

    /// <summary>Draws of the bootstrap; at least 1. Default 1,000.</summary>
    public int Draws { get; init; } = 1000;
}

/// <summary>What a log of cloud requests would have cost with the easy ones on the device.</summary>
/// <param name="Requests">Requests read.</param>
/// <param name="Malformed">Lines that are no request; counted, nothing of them is used.</param>
/// <param name="Unscored">Requests without content: they are taken to stay in the cloud.</param>
/// <param name="Unpriced">Requests of models without a price; left out of the money.</param>
/// <param name="Local">Requests the device would answer: easy ones and pinned ones.</param>
/// <param name="Refused">Requests that nobody would answer under the policy; they cost nothing with the device.</param>
/// <param name="Pinned">Requests that privacy would keep on the device, whatever their difficulty.</param>
/// <param name="Masked">Requests that would leave with masks.</param>
/// <param name="CloudCost">Cost of the same traffic in the cloud.</param>
/// <param name="HybridCost">Cost with the device: cloud for the rest, local tokens, and drafts that were refused.</param>
/// <param name="SavedShare">Saved share of the cost in 0..1.</param>
/// <param name="SavedLow">Lower end of its 95 % interval (bootstrap over requests).</param>
/// <param name="SavedHigh">Upper end of its 95 % interval.</param>
/// <param name="PriceDate">Date of the price table.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="PinnedBy">Requests by what keeps them, entity types and statement classes.</param>
public sealed record SavingsReport(
    int Requests, int Malformed, int Unscored, int Unpriced, int Local, int Refused, int Pinned, int Masked, decimal CloudCost, decimal HybridCost,
    double SavedShare, double SavedLow, double SavedHigh, string PriceDate, string Currency, IReadOnlyDictionary<string, int> PinnedBy)
{
    /// <summary>Share of the requests the device would answer, in 0..1.</summary>
    public double LocalShare => Requests == 0 ? 0 : Local / (double)Requests;

    /// <summary>
    /// How many of the device's answers are expected to be wrong: the sum of the calibrated chances. <see langword="null"/> without a calibration, whose
    /// scores are no such chances.
    /// </summary>
    public double? ExpectedWrong { get; init; }

    /// <summary>What the calibration rests on, in its own words; <see langword="null"/> without one.</summary>
    public string? Evidence { get; init; }

    /// <summary>The threshold requests were held against, before rules.</summary>
    public double Threshold { get; init; }
}
