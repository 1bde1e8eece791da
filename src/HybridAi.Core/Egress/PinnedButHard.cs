using HybridAi.Privacy;

namespace HybridAi;

/// <summary>What happens to a request that privacy keeps from the cloud and that is too hard for the device.</summary>
public enum PinnedButHard
{
    /// <summary>A private target answers where policy lets it; else the device does, and the decision says that it is below its competence.</summary>
    UsePrivateTarget = 0,

    /// <summary>
    /// Values are masked and a person is asked for the rest, statements for example; refused, the device answers. Never for authentication data, messages
    /// marked to be kept, what could not be read, or what is not released.
    /// </summary>
    MaskAndConsent = 1,

    /// <summary>The device answers, also where a private target may, and the decision says that it is below its competence.</summary>
    AnswerAndMark = 2,

    /// <summary>The request is refused with a <see cref="PrivacyBlockedException"/>.</summary>
    Refuse = 3,
}

/// <summary>Applies <see cref="PinnedButHard"/> and consent to one plan.</summary>
internal static class PinnedRequest
{
    /// <summary>The labels with what may be asked.</summary>
    public static RequestLabels WithReach(RequestLabels labels, RequestSnapshot request, double score, ConversationStore conversations)
    {
        if (request.Consent is null || (labels.Scan.IsEmpty && labels.Inherited.IsNone) || conversations.HasRefused(request.Options))
        {
            return labels;
        }

        var hard = request.Policy.PinnedButHard == PinnedButHard.MaskAndConsent && score >= request.Policy.Threshold;
        return labels with { Reach = hard ? ConsentReach.Forbidden : ConsentReach.Asked };
    }

    /// <summary>Reorders the eligible targets of a pinned request that is too hard for the device, or refuses it.</summary>
    public static void Apply(List<TargetState> ranked, TargetEligibility[] all, RequestSnapshot request, double score, RequestLabels labels)
    {
        if (score < request.Policy.Threshold || request.ForcedTarget is not null || request.Policy.Mode == InferenceMode.OnlyOnDevice
            || !Array.Exists(all, e => e.Reason == IneligibleReasons.Privacy))
        {
            return;
        }

        if (request.Policy.PinnedButHard == PinnedButHard.Refuse && ranked.TrueForAll(t => t.IsOnDevice))
        {
            throw Refusal.TooHard(all, labels);
        }

        var device = request.Policy.PinnedButHard == PinnedButHard.AnswerAndMark ? ranked.FindIndex(t => t.IsOnDevice) : -1;
        if (device > 0)
        {
            var first = ranked[device];
            ranked.RemoveAt(device);
            ranked.Insert(0, first);
        }
    }
}
