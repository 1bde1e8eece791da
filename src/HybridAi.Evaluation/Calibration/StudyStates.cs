namespace HybridAi.Evaluation;

/// <summary>Hidden states of rows for <see cref="LabelStudy"/>.</summary>
/// <param name="StateOf">The state of a row, as <see cref="StateReader"/> reads it.</param>
/// <param name="Heads">Heads that ship for the model the states come from.</param>
public sealed record StudyStates(Func<RoutingRow, ReadOnlyMemory<float>> StateOf, ProbeHeads Heads)
{
    /// <summary>Only the order of the head's scores is used: no strengths are compared, and its probability need not be good.</summary>
    private static readonly HeadTrainingOptions Quick = new() { Strengths = [0.1], LexicalWeights = [0.5], Folds = 2, Iterations = 60 };

    /// <summary>With heads that have seen no row of a source.</summary>
    internal StudyStates Without(
        IReadOnlyList<RoutingRow> train, IReadOnlyList<RoutingRow> dev, string source, PromptClassifier classifier, CancellationToken cancellationToken)
    {
        if (!train.Any(r => r.Source.Equals(source, StringComparison.Ordinal))) return this;
        return this with
        {
            Heads = HeadTraining.Train(
                LabelStudy.Without(train, source),
                LabelStudy.Without(dev, source),
                Heads.ModelFingerprint, StateOf, classifier, Quick, cancellationToken: cancellationToken).Heads,
        };
    }

    internal LabelStates Of(IEnumerable<RoutingRow> rows) => new(Heads.ModelFingerprint, [.. rows.Select(StateOf)], Heads);
}
