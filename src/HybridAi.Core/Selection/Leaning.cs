namespace HybridAi;

/// <summary>Puts one side last although the strategy would not: the machine's state, or a ramp that has not reached this user yet.</summary>
internal readonly record struct Leaning(bool DeviceLast, string? Reason)
{
    public static Leaning Of(RequestSnapshot request, in DeviceConditions device)
    {
        var rules = request.Policy.Device;
        return rules.Cause(device, DeviceEffect.AvoidOffDevice) is { } stay ? new(false, stay)
            : rules.Cause(device, DeviceEffect.AvoidDevice) is { } leave ? new(true, leave)
            : request.Policy.Ramp < 1 && Share(request) >= request.Policy.Ramp ? new(true, RouteReasons.Ramp)
            : default;
    }

    /// <summary>Moves the side to the end, keeping the order of both; says whether the first one changed.</summary>
    public bool Apply(List<TargetState> ranked)
    {
        var first = ranked[0];
        for (int i = 0, left = ranked.Count; Reason is not null && left > 0; left--)
        {
            if (Avoids(ranked[i]))
            {
                ranked.Add(ranked[i]);
                ranked.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        return ranked[0] != first;
    }

    public bool Avoids(TargetState target) => Reason is not null && target.IsOnDevice == DeviceLast;

    // The same user is in or out everywhere and always; who is in at 10 % is in at 20 %. Without a name the conversation's first words stand for it.
    public static double Share(RequestSnapshot request) => request.Replayed?.Facts.Ramp ?? StableHash.Share(
        "ramp", request.User ?? request.Tenant ?? request.ConversationKey ?? (request.Messages is [var first, ..] ? first.Text : ""));
}
