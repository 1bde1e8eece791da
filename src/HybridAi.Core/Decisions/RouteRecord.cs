using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>One request that ended, as a recorder keeps it: enough to decide it again. Data without content.</summary>
/// <param name="Decision">The plan.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Facts">What the decision saw beside its signals.</param>
public sealed record RouteRecord(
    [property: JsonPropertyName("decision")] RouteDecision Decision,
    [property: JsonPropertyName("outcome")] RouteOutcome Outcome,
    [property: JsonPropertyName("facts")] RouteFacts Facts);

/// <summary>Under what requests were decided: the policy and the targets.</summary>
/// <param name="Policy">The policy before a rule changed it.</param>
/// <param name="Targets">Every target's profile by name, in the order in which they were added.</param>
public sealed record RouteSetting(
    [property: JsonPropertyName("policy")] HybridPolicy Policy,
    [property: JsonPropertyName("targets")] IReadOnlyDictionary<string, TargetProfile> Targets);

/// <summary>Keeps records of requests. Thread-safe.</summary>
public interface IRouteRecorder
{
    /// <summary>A request ended. Called on the request's own thread; must be quick and must not throw.</summary>
    /// <param name="record">What happened.</param>
    /// <param name="setting">Under what; the same object for as long as nothing changes.</param>
    void Record(RouteRecord record, RouteSetting setting);
}
