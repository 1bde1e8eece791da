using Microsoft.Extensions.Logging;

namespace HybridAi;

/// <summary>Every log message of this package. Event ids are never reused. Nothing here holds content, keys or paths.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, EventName = "Reloaded", Level = LogLevel.Information,
        Message = "The policy changed from revision {Old} to {New}.")]
    public static partial void Reloaded(ILogger logger, string old, string @new);

    [LoggerMessage(EventId = 2, EventName = "ReloadRefused", Level = LogLevel.Error,
        Message = "The changed configuration is wrong and was not used; the last good one stays. {Errors}")]
    public static partial void ReloadRefused(ILogger logger, string errors);

    [LoggerMessage(EventId = 3, EventName = "LooseningRefused", Level = LogLevel.Error,
        Message = "The changed configuration would let more leave the device (privacy '{Old}' to '{New}') and was not used. Restart the application, or set Privacy:AllowLoosening before such a change.")]
    public static partial void LooseningRefused(ILogger logger, string old, string @new);

    [LoggerMessage(EventId = 4, EventName = "MiddlewareInTarget", Level = LogLevel.Warning,
        Message = "The target '{Target}' contains {Middleware}. It would act behind the egress gate, on content nobody looked at: put it around the hybrid client instead.")]
    public static partial void MiddlewareInTarget(ILogger logger, string target, string middleware);

    [LoggerMessage(EventId = 5, EventName = "TargetUnavailable", Level = LogLevel.Warning,
        Message = "The target '{Target}' is not available on this machine: {Reason}")]
    public static partial void TargetUnavailable(ILogger logger, string target, string reason);

    [LoggerMessage(EventId = 6, EventName = "Decided", Level = LogLevel.Debug,
        Message = "Request {Id}: {Target} ({Reason}), score {Score}, threshold {Threshold}, revision {Revision}.")]
    public static partial void Decided(
        ILogger logger, string id, string target, string reason, double? score, double threshold, string revision);

    [LoggerMessage(EventId = 7, EventName = "Refused", Level = LogLevel.Warning,
        Message = "A request was refused, no target may answer: {Reasons}")]
    public static partial void Refused(ILogger logger, string reasons);

    [LoggerMessage(EventId = 8, EventName = "Completed", Level = LogLevel.Debug,
        Message = "Request {Id}: answered by {Target} after {Attempts} attempts, {Milliseconds} ms, cost {Cost}.")]
    public static partial void Completed(
        ILogger logger, string id, string target, int attempts, double milliseconds, decimal cost);

    [LoggerMessage(EventId = 9, EventName = "AttemptFailed", Level = LogLevel.Warning,
        Message = "Request {Id}: the target {Target} failed ({Reason}).")]
    public static partial void AttemptFailed(ILogger logger, string id, string target, string? reason);

    [LoggerMessage(EventId = 11, EventName = "DeadRule", Level = LogLevel.Warning,
        Message = "The rule '{Rule}' never counts: '{Earlier}' comes before it and matches whenever it does. Change their order or remove it.")]
    public static partial void DeadRule(ILogger logger, string rule, string earlier);

    [LoggerMessage(EventId = 12, EventName = "Shadowed", Level = LogLevel.Debug,
        Message = "Request {Id}: the shadow on {Target} ended as {Result}, overlap {Overlap}, refused {Refused}, {Milliseconds} ms.")]
    public static partial void Shadowed(
        ILogger logger, string id, string target, AttemptResult result, double? overlap, string? refused, double milliseconds);

    [LoggerMessage(EventId = 10, EventName = "Escalated", Level = LogLevel.Information,
        Message = "Request {Id}: the draft of {Target} was refused ({Reason}).")]
    public static partial void Escalated(ILogger logger, string id, string target, string? reason);

    [LoggerMessage(EventId = 20, EventName = "AuditHead", Level = LogLevel.Information,
        Message = "Audit: {Records} records, head {Head}. Keep it outside this machine: it proves later that nothing was cut off.")]
    public static partial void AuditHead(ILogger logger, long records, string head);

    [LoggerMessage(EventId = 21, EventName = "AuditFailed", Level = LogLevel.Error,
        Message = "The audit file cannot be written ({Error}); it is tried again. With Audit:FailClosed nothing leaves the device until then.")]
    public static partial void AuditFailed(ILogger logger, string error);

    [LoggerMessage(EventId = 22, EventName = "AuditTorn", Level = LogLevel.Warning,
        Message = "The audit file ended in an interrupted line of {Bytes} bytes, as a crash leaves it. The record is lost; the chain goes on behind it and says so.")]
    public static partial void AuditTorn(ILogger logger, int bytes);

    [LoggerMessage(EventId = 23, EventName = "MiddlewareAround", Level = LogLevel.Warning,
        Message = "{Middleware} stands around the hybrid client and has every message and answer as it is, with masked values put back: {Consequence}. See docs/concepts/pipeline-order.md.")]
    public static partial void MiddlewareAround(ILogger logger, string middleware, string consequence);

    [LoggerMessage(EventId = 24, EventName = "MiddlewareInDeviceTarget", Level = LogLevel.Warning,
        Message = "The device target '{Target}' contains {Middleware}, which has raw text, pinned text too: {Consequence}. See docs/concepts/pipeline-order.md.")]
    public static partial void MiddlewareInDeviceTarget(ILogger logger, string target, string middleware, string consequence);

    [LoggerMessage(EventId = 30, EventName = "CalibrationStale", Level = LogLevel.Warning,
        Message = "The calibration is stale and not used; scores and threshold are those without it. {Reason}")]
    public static partial void CalibrationStale(ILogger logger, string reason);

    [LoggerMessage(EventId = 31, EventName = "TrafficChanged", Level = LogLevel.Warning,
        Message = "The kind of traffic has changed after {Requests} requests: threshold and calibration may no longer fit. Look at recent outcomes, and calibrate again.")]
    public static partial void TrafficChanged(ILogger logger, long requests);

    [LoggerMessage(EventId = 32, EventName = "Learned", Level = LogLevel.Information,
        Message = "Outcomes of {Task} move scores at the threshold by {Shift} log-odds, before by {Before} ({Outcomes} outcomes count).")]
    public static partial void Learned(ILogger logger, TaskType task, double before, double shift, double outcomes);

    [LoggerMessage(EventId = 33, EventName = "LearningUnread", Level = LogLevel.Warning,
        Message = "What was learned before is not used, and the file will be written anew. {Reason}")]
    public static partial void LearningUnread(ILogger logger, string reason);

    [LoggerMessage(EventId = 34, EventName = "LearningUnwritten", Level = LogLevel.Error,
        Message = "What was learned cannot be written ({Error}); it is tried again.")]
    public static partial void LearningUnwritten(ILogger logger, string error);

    [LoggerMessage(EventId = 40, EventName = "RecorderFailed", Level = LogLevel.Error,
        Message = "The recorder's file cannot be written ({Error}); records are dropped until it can.")]
    public static partial void RecorderFailed(ILogger logger, string error);

    [LoggerMessage(EventId = 41, EventName = "Decision", Level = LogLevel.Debug, Message = "Request {Id}: {Decision}")]
    public static partial void Decision(ILogger logger, string id, string decision);
}
