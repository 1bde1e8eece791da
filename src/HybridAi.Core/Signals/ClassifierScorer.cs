using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Tier 0 by the shipped classifier: what users and tools said last, older messages with halving weight.</summary>
internal sealed class ClassifierScorer(PromptClassifier classifier) : IDifficultyScorer
{
    // With weights that halve, a seventh message would change the score by less than 2 %.
    private const int MostMessages = 6;

    private Calibrated? _calibrated;

    public PromptAssessment Assess(IReadOnlyList<ChatMessage> messages, RoutingCalibration? calibration = null)
    {
        var first = messages.Count;
        for (var found = 0; first > 0 && found < MostMessages; first--)
        {
            found += Counts(messages[first - 1]) ? 1 : 0;
        }

        var conversation = Classifier(calibration).StartConversation();
        for (var i = first; i < messages.Count; i++)
        {
            if (Counts(messages[i]))
            {
                foreach (var content in messages[i].Contents.Each())
                {
                    if (TextOf(content) is { Length: > 0 } text)
                    {
                        conversation.Add(text);
                    }
                }
            }
        }

        return conversation.Result();
    }

    // Policies change rarely: the last calibration is enough.
    private PromptClassifier Classifier(RoutingCalibration? calibration)
    {
        if (calibration is null)
        {
            return classifier;
        }

        var last = Volatile.Read(ref _calibrated);
        if (!ReferenceEquals(last?.Calibration, calibration))
        {
            var stale = calibration.StaleReason(classifier, calibration.ModelFingerprint) is not null;
            last = new(calibration, stale ? classifier : calibration.Apply(classifier));
            Volatile.Write(ref _calibrated, last);
        }

        return last!.Classifier;
    }

    private sealed record Calibrated(RoutingCalibration Calibration, PromptClassifier Classifier);

    private static bool Counts(ChatMessage message)
    {
        if (message.Role == ChatRole.Assistant || message.Role == ChatRole.System)
        {
            return false;
        }

        foreach (var content in message.Contents.Each())
        {
            if (TextOf(content).Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text ?? "",
        FunctionResultContent result => ToolResults.TextOf(result.Result) ?? "",
        _ => "",
    };
}
