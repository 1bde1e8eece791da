namespace HybridAi;

/// <summary>
/// Judges a conversation as a whole: each message is scored by itself, and the scores are averaged with weights that halve with every
/// newer message and grow with the square of the message's own length up to <see cref="FullWeightWords"/> words. A long last message speaks for
/// itself; "and why?" inherits what came before. Add from the oldest to the newest; the empty conversation has the score of an empty text.
/// </summary>
public ref struct ConversationAssessor
{
    /// <summary>Words from which a message has its full weight.</summary>
    public const int FullWeightWords = 12;

    private readonly PromptClassifier _classifier;
    private double _sum;
    private double _weights;
    private double _byWords;
    private double _known;
    private TaskType _task;
    private bool _headAndTail;

    internal ConversationAssessor(PromptClassifier classifier) => _classifier = classifier;

    /// <summary>Adds the next message (what a user or a tool said; answers of a model say little about the next request).</summary>
    /// <param name="text">The message's text.</param>
    public void Add(ReadOnlySpan<char> text)
    {
        var features = _classifier.Rent();
        features.Read(text);
        double words = features.Counts.Words + (0.6 * features.Counts.Ideographs);
        double length = Math.Min(1, words / FullWeightWords);
        double weight = 0.02 + (length * length);
        _sum = (_sum / 2) + (weight * _classifier.Model.Raw(features, out double byWords));
        _byWords = (_byWords / 2) + (weight * byWords);
        _known = (_known / 2) + (weight * features.KnownShare);
        _weights = (_weights / 2) + weight;
        _headAndTail |= features.HeadAndTail;
        var task = _classifier.Model.Task(features);
        if (task != TaskType.Unknown && (_task == TaskType.Unknown || words >= FullWeightWords / 2.0)) _task = task;
        _classifier.Return(features);
    }

    /// <summary>The assessment of everything added so far.</summary>
    /// <returns>The assessment; asking does not end the conversation.</returns>
    public readonly PromptAssessment Result()
    {
        if (_weights == 0) return _classifier.Assess([]);
        double raw = _sum / _weights;
        return new PromptAssessment(_classifier.Model.Probability(raw), raw, _task, _known / _weights, _headAndTail)
        {
            Words = _classifier.Model.CalibrationSlope * _byWords / _weights,
            Base = (_classifier.Model.CalibrationSlope * _classifier.Model.Intercept) + _classifier.Model.CalibrationOffset,
        };
    }
}
