namespace HybridAi.Privacy;

/// <summary>A text says something that masking a name does not unsay: a diagnosis, a belief, a plan that is not public.</summary>
/// <param name="Class">One of <see cref="StatementClasses"/>.</param>
/// <param name="Score">0 to 1; from 0.4 on it is believed.</param>
public readonly record struct StatementFinding(string Class, double Score);
