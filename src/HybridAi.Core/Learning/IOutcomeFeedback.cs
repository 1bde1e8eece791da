using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// Is told how answers were received, so that the router learns how good this device's answers are to this application. Got with
/// <c>client.GetService&lt;IOutcomeFeedback&gt;()</c>, through middleware too, or from the container. Thread-safe.
/// </summary>
/// <remarks>Off unless <see cref="LearningPolicy.Enabled"/>. Sees scores, kinds of task and verdicts, never content.</remarks>
public interface IOutcomeFeedback
{
    /// <summary>Reports how an answer was received.</summary>
    /// <param name="decisionId"><see cref="RouteDecision.Id"/> of the answer's decision.</param>
    /// <param name="verdict">How it was received. Of several reports for one answer the last counts; the same one twice counts once.</param>
    /// <param name="cancellationToken">Ends the report.</param>
    /// <returns>What became of it. An id that is not known is a result, never an exception.</returns>
    ValueTask<ReportResult> ReportOutcomeAsync(string decisionId, AnswerVerdict verdict, CancellationToken cancellationToken = default);

    /// <summary>What was learned so far. Cheap; without content.</summary>
    /// <returns>A snapshot.</returns>
    LearningState GetLearning();
}

/// <summary>What became of a report.</summary>
public enum ReportResult
{
    /// <summary>It was taken into account.</summary>
    Learned = 0,

    /// <summary>It took the place of an earlier report for the same answer.</summary>
    Replaced = 1,

    /// <summary>Learning is switched off, or the client does not come from HybridAi. Nothing was kept.</summary>
    NotLearning = 2,

    /// <summary>An answer from elsewhere: it says nothing about the device.</summary>
    NotOnDevice = 3,

    /// <summary>
    /// No answer with this id waits for a report: it was given off-device or before a restart, it is too old, or too many came after it.
    /// </summary>
    Unknown = 4,
}

/// <summary>What was learned so far. Data without content.</summary>
public sealed record LearningState
{
    /// <summary>Whether it learns now.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Weight of the outcomes that count now; a report counts 1 at first and less with every later one.</summary>
    public required double Outcomes { get; init; }

    /// <summary>Answers of the device that may still be reported.</summary>
    public required int Waiting { get; init; }

    /// <summary>
    /// By how much the scores of requests at the threshold are moved, in log-odds, by kind of task: above 0 more of them leave the device. Empty
    /// when nothing was learned.
    /// </summary>
    public required IReadOnlyDictionary<TaskType, double> Shifts { get; init; }
}

/// <summary>The learned shift of a kind of task has changed by a quarter or more since it was told last. Data without content.</summary>
/// <param name="Task">The kind of task.</param>
/// <param name="Before">The shift in log-odds that was told last.</param>
/// <param name="Shift">The shift now.</param>
/// <param name="Outcomes">Weight of the outcomes that count now.</param>
public sealed record LearningChange(TaskType Task, double Before, double Shift, double Outcomes);

/// <summary>Reports outcomes of what an application has at hand: a response, or its decision.</summary>
public static class OutcomeFeedbackExtensions
{
    /// <summary>Reports how a response was received.</summary>
    /// <param name="client">The client it came from, or any middleware around it.</param>
    /// <param name="response">The response.</param>
    /// <param name="verdict">How it was received.</param>
    /// <param name="cancellationToken">Ends the report.</param>
    /// <returns>What became of it.</returns>
    public static ValueTask<ReportResult> ReportOutcomeAsync(
        this IChatClient client, ChatResponse response, AnswerVerdict verdict, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(response);

        return client.GetService<IOutcomeFeedback>() is not { } feedback ? new(ReportResult.NotLearning)
            : response.GetRouteDecision() is not { } decision ? new(ReportResult.Unknown)
            : response.GetRouteOutcome() is { Location: not (null or Privacy.Location.Device) } ? NotOnDevice(feedback)
            : feedback.ReportOutcomeAsync(decision.Id, verdict, cancellationToken);
    }

    /// <summary>Reports how the answer to a decision was received.</summary>
    /// <param name="feedback">Whom to tell.</param>
    /// <param name="decision">The decision that came with the answer.</param>
    /// <param name="verdict">How it was received.</param>
    /// <param name="cancellationToken">Ends the report.</param>
    /// <returns>What became of it.</returns>
    public static ValueTask<ReportResult> ReportOutcomeAsync(
        this IOutcomeFeedback feedback, RouteDecision decision, AnswerVerdict verdict, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        ArgumentNullException.ThrowIfNull(decision);

        return ReportAsync(feedback, decision, verdict, cancellationToken);
    }

    // The device may have stepped in for a target that failed: only an answer that is not known was surely given where it was decided.
    private static async ValueTask<ReportResult> ReportAsync(
        IOutcomeFeedback feedback, RouteDecision decision, AnswerVerdict verdict, CancellationToken cancellationToken)
    {
        var result = await feedback.ReportOutcomeAsync(decision.Id, verdict, cancellationToken).ConfigureAwait(false);
        return result == ReportResult.Unknown && decision.Location != Privacy.Location.Device ? ReportResult.NotOnDevice : result;
    }

    private static ValueTask<ReportResult> NotOnDevice(IOutcomeFeedback feedback) =>
        new(feedback.GetLearning().Enabled ? ReportResult.NotOnDevice : ReportResult.NotLearning);
}
