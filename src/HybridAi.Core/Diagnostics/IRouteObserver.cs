namespace HybridAi;

/// <summary>Is told what happens to requests: for logs, recorders and audits. Called on the request's own thread; must be quick and must not throw.</summary>
public interface IRouteObserver
{
    /// <summary>Whether it wants to be told now; asked once per request, so that nothing is built in vain.</summary>
    bool IsEnabled { get; }

    /// <summary>A request was decided.</summary>
    /// <param name="decision">The decision.</param>
    void Decided(RouteDecision decision);

    /// <summary>No target may answer a request.</summary>
    /// <param name="error">Why; a <see cref="PrivacyBlockedException"/> when privacy is why.</param>
    void Refused(NoEligibleTargetException error);

    /// <summary>A request ended: answered, failed, cancelled or no longer read.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="outcome">What happened.</param>
    /// <param name="error">What was thrown to the caller, if anything.</param>
    void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error);

    /// <summary>A shadow ran beside an answer. Called later and on a thread of its own. Does nothing by default.</summary>
    /// <param name="outcome">What it showed.</param>
    void Shadowed(ShadowOutcome outcome)
    {
    }

    /// <summary>What was learned from outcomes moves the scores of a kind of task notably more or less than before. Does nothing by default.</summary>
    /// <param name="change">What changed.</param>
    void Learned(LearningChange change)
    {
    }
}
