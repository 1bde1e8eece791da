namespace HybridAi;

/// <summary>Hands records to a recorder, with the setting they were made under.</summary>
internal sealed class RecordKeeper(IRouteRecorder recorder, IReadOnlyList<Target> targets, TimeProvider time)
{
    private readonly Dictionary<string, TargetProfile> _profiles = targets.ToDictionary(t => t.Name, t => t.Profile);
    private volatile RouteSetting? _setting;

    public void Keep(RoutePlan plan, RequestSnapshot request, RouteOutcome outcome)
    {
        var setting = _setting;
        if (!ReferenceEquals(setting?.Policy, request.BasePolicy))
        {
            _setting = setting = new(request.BasePolicy, _profiles);
        }

        recorder.Record(new(plan.Decision, outcome, RouteFactsReader.Of(plan, request, time)), setting);
    }
}
