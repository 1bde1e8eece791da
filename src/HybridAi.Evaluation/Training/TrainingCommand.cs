namespace HybridAi.Evaluation;

/// <summary>Trains, measures and documents a tier-0 classifier in one call: what <c>hybridai train</c> does.</summary>
public static class TrainingCommand
{
    /// <summary>The sources the shipped classifier is chosen and reported on: those with a gap between weak and strong.</summary>
    private static bool IsReported(RoutingRow row) => ClassifierTrainer.IsPair(row) && row.MayShip;

    /// <summary>Trains on one file, chooses and measures on another.</summary>
    /// <param name="train">Rows to learn from; JSON lines, plain or gzip.</param>
    /// <param name="dev">Rows to choose and measure on; the same format.</param>
    /// <param name="classifier">Receives the classifier file.</param>
    /// <param name="card">Receives the model card (Markdown) with the figures on <paramref name="dev"/>.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the training between steps.</param>
    /// <returns>The classifier and its figures.</returns>
    /// <exception cref="InvalidDataException">A file cannot be read, or there is nothing to learn from or to measure on.</exception>
    public static (TrainedClassifier Trained, EvaluationReport Evaluation) Run(
        Stream train,
        Stream dev,
        Stream classifier,
        TextWriter card,
        ClassifierTrainingOptions? options = null,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(card);
        var devRows = RoutingData.ReadRows(dev);
        var trained = ClassifierTrainer.Train(RoutingData.ReadRows(train), devRows, options, progress, cancellationToken);
        var scores = devRows.ToDictionary(r => r.Id, r => trained.Classifier.Score(r.Prompt), StringComparer.Ordinal);
        var evaluation = RouterEvaluation.Run(devRows.Where(IsReported), scores, new RouterEvaluationOptions
        {
            GroupBy = "source",
            Title = "Figures on dev",
            BootstrapSamples = 1000,
        });
        classifier.Write(trained.Data.Span);
        ModelCard.Write(trained, evaluation, card);
        return (trained, evaluation);
    }
}
