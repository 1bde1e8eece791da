using System.Globalization;

namespace HybridAi;

/// <summary>Says in a code and a sentence why the first target is the first.</summary>
internal static class Explanation
{
    public static (string Reason, string Explanation) Of(
        RequestSnapshot request, SelectionContext context, List<TargetState> ranked, TargetEligibility[] all, string? stays, double learned = 0)
    {
        var score = context.Score.ToString("0.00", CultureInfo.InvariantCulture)
            + (learned == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (outcomes moved it by {learned:+0.00;-0.00} log-odds)"));
        var threshold = request.Policy.Threshold.ToString("0.00", CultureInfo.InvariantCulture);
        if (request.ForcedTarget is not null)
        {
            return (RouteReasons.Forced, "The application named this target.");
        }

        if (request.Options?.ConversationId is not null)
        {
            return (RouteReasons.ConversationOwner, "This provider keeps the conversation.");
        }

        if (Array.Exists(all, e => e.Reason == IneligibleReasons.Privacy) && ranked.TrueForAll(t => t.IsOnDevice))
        {
            return (RouteReasons.Pinned, "Sensitive content keeps this request on the device.");
        }

        if (ranked.Count == 1)
        {
            return request.Policy.Mode is InferenceMode.OnlyOnDevice or InferenceMode.OnlyCloud
                ? (RouteReasons.Mode, $"The mode is {request.Policy.Mode}.")
                : (RouteReasons.OnlyEligible, "No other target may answer this request.");
        }

        if (stays is not null)
        {
            return (stays, stays switch
            {
                RouteReasons.ToolLoop => "This target asked for the tool results.",
                RouteReasons.FollowUp => "A short follow-up stays with the target that answered before.",
                RouteReasons.AgentStuck => "The agent on the device got nowhere; an off-device target takes over.",
                RouteReasons.Ramp => "The ramp has not reached this user yet.",
                RouteReasons.Offline => "There is no network, so the device comes first.",
                RouteReasons.Hot or RouteReasons.BatterySaver or RouteReasons.LowBattery or RouteReasons.OnBattery or RouteReasons.Metered =>
                    $"The state of the machine ({stays}) puts the other side last.",
                RouteReasons.Rule => "A rule of the configuration puts this target first.",
                _ => "The conversation stays where it is; the score does not pass the threshold by the margin.",
            });
        }

        if (request.Policy.Strategy != SelectionStrategies.Threshold)
        {
            return (RouteReasons.Strategy, $"First by the strategy '{request.Policy.Strategy}'.");
        }

        if (request.Policy.Mode != InferenceMode.PreferOnDevice)
        {
            return (RouteReasons.Mode, $"The mode is {request.Policy.Mode}.");
        }

        return context.Score < request.Policy.Threshold
            ? (RouteReasons.Easy, $"Difficulty {score} is below the threshold {threshold}.")
            : (RouteReasons.Hard, $"Difficulty {score} reaches the threshold {threshold}.");
    }
}
