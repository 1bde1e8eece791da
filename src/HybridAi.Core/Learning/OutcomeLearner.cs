namespace HybridAi;

/// <summary>
/// Learns from how answers of the device were received. In memory, bounded, thread-safe, without content; nothing is kept while
/// <see cref="LearningPolicy.Enabled"/> is off. Clients that share one learn together.
/// </summary>
/// <remarks>
/// The chance of a wrong answer is recalibrated as sigmoid(slope · logit(score) + offset + offset of the kind of task), a logistic regression with a pull to the
/// identity (Platt, 1999), refitted with every report. The same reports in the same order give the same result.
/// </remarks>
public sealed class OutcomeLearner
{
    // Clients with other targets, and a calibration that is reloaded: more are not in force at once.
    private const int MostBases = 4;

    private static readonly IReadOnlyDictionary<TaskType, double> _noShifts = new Dictionary<TaskType, double>(0);

    private readonly object _lock = new();
    private readonly TimeProvider _time;
    private readonly WaitingAnswers _answers = new();
    private QuestionHash _questions = new();
    private volatile LearningBasis[] _bases = [];
    private LearningFile? _file;
    private long _changes;

    /// <summary>Starts without having learned anything.</summary>
    /// <param name="time">The clock. Default the system's.</param>
    public OutcomeLearner(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>Grows whenever what <see cref="Write"/> would write changes.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _answers.Clear();
            _questions = new(); // Hashes that conversations still hold mean nothing from now on.
            (_bases, _file) = ([], null);
            _changes++;
        }
    }

    /// <summary>
    /// Lets everything learned so far count a quarter: when the kind of traffic has changed, later outcomes decide sooner. Scores move with the next report.
    /// </summary>
    public void Fade()
    {
        lock (_lock)
        {
            Array.ForEach(_bases, static b => b.Fade(0.25));
            _changes++;
        }
    }

    /// <summary>Writes what was learned as JSON: counts by kind of task and score, and which calibration and model they are about. Without content.</summary>
    /// <param name="stream">Where to; not disposed.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        lock (_lock)
        {
            LearningFile.Write(stream, _bases, _file);
        }
    }

    /// <summary>Takes over what was written, in place of what was learned. Answers given before can no longer be reported. What is about another
    /// calibration waits until that is in force; what is about another model is dropped with its first answer.</summary>
    /// <param name="stream">What <see cref="Write"/> wrote; not disposed.</param>
    /// <exception cref="InvalidDataException">It is something else, or of another version.</exception>
    public void Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = LearningFile.Read(stream);
        lock (_lock)
        {
            Reset();
            _file = file;
        }
    }

    /// <summary>By how much a request's score moves, in log-odds; 0 when nothing was learned about scores like it. Does not allocate.</summary>
    internal double Shift(HybridPolicy policy, double score, TaskType task)
    {
        if (!policy.Learning.Enabled)
        {
            return 0;
        }

        var basis = Find(policy.Calibration) ?? Another(policy);
        return basis?.Learned?.Shift(policy, score, task) ?? 0;
    }

    /// <summary>A score that was moved; with 0 the score itself to the last bit.</summary>
    internal static double Moved(double score, double shift) => shift == 0 ? score : ProbeHeads.Probability(ProbeHeads.LogOdds(score) + shift);

    /// <summary>The caller sees an answer: from now on it may be reported.</summary>
    internal void Committed(RequestRun run)
    {
        if (run.Request.Policy.Learning.Enabled)
        {
            if (run.Committed is { IsOnDevice: true } target)
            {
                Answered(run.Decision.Id, run.Plan.Judged, run.Decision.Signals.Task, run.Request.Policy, target.Probe?.ModelFingerprint);
                return;
            }

            lock (_lock)
            {
                _answers.Remove(run.Decision.Id); // Another target went on with what the device began.
            }
        }
    }

    /// <summary>The device has answered a request of this score and kind.</summary>
    internal void Answered(string decisionId, double score, TaskType task, HybridPolicy policy, string? model = null)
    {
        lock (_lock)
        {
            var basis = Basis(policy);
            basis.Answers(model);
            _answers.Add(decisionId, new(basis, ProbeHeads.LogOdds(score), task, _time.GetUtcNow()), policy.Learning);
        }
    }

    /// <summary>A request has ended: it may tell how the answer before it was received.</summary>
    internal void Completed(RequestRun run, ConversationStore conversations, IRouteObserver? observer)
    {
        var (request, plan) = (run.Request, run.Plan);
        var policy = request.Policy.Learning;
        if (IsOff(policy))
        {
            return;
        }

        // Results of tools are sent with the same question again.
        var asks = policy.ReAskWeight > 0 && !plan.Decision.Signals.ToolLoop;
        var questions = Volatile.Read(ref _questions);
        var (question, user) = asks ? (questions.Of(request), questions.OfUser(request)) : default;
        var (before, again) = question == 0 ? default : conversations.TakeLast(request, question, user);
        LearningChange[]? changes = null;
        lock (_lock)
        {
            if (before is not null && _time.GetUtcNow() - before.At <= policy.ReAskWithin && Find(before.Id, policy) is { Weight: 0 } heard)
            {
                heard.Basis.Count(heard, policy, Math.Clamp(policy.ReAskWeight, 0, 0.5), again ? 1 : ProbeHeads.Probability(heard.Score));
                changes = again ? heard.Basis.Learn(request.BasePolicy) : null;
                _changes++;
            }
        }

        if (changes is not null)
        {
            Telemetry.Heard("asked_again");
            Tell(changes, observer);
        }

        if (plan.Learned > 0 && plan.Judged < request.Policy.Threshold && plan.Score >= request.Policy.Threshold && run.Committed is { IsOnDevice: false })
        {
            Tell(SentAway(request.BasePolicy), observer);
        }

        if (question != 0 && run.Committed is { IsOnDevice: true })
        {
            conversations.NoteLast(request, new(run.Decision.Id, question, user, _time.GetUtcNow()));
        }
    }

    /// <summary>A request left that would have stayed without what was learned.</summary>
    internal LearningChange[] SentAway(HybridPolicy policy)
    {
        lock (_lock)
        {
            _changes++;
            return Find(policy.Calibration)?.SentAway(policy) ?? [];
        }
    }

    internal ReportResult Report(string decisionId, double mark, HybridPolicy policy, IRouteObserver? observer)
    {
        if (IsOff(policy.Learning))
        {
            return ReportResult.NotLearning;
        }

        LearningChange[] changes;
        ReportResult result;
        lock (_lock)
        {
            if (Find(decisionId, policy.Learning) is not { } answer)
            {
                return ReportResult.Unknown;
            }

            result = answer.Reported ? ReportResult.Replaced : ReportResult.Learned;
            if (answer.Reported && answer.Wrong == 1 - mark)
            {
                return result;
            }

            answer.Basis.Count(answer, policy.Learning, 1, 1 - mark);
            answer.Reported = true;
            changes = answer.Basis.Learn(policy);
            _changes++;
        }

        Telemetry.Heard("reported");
        Tell(changes, observer);
        return result;
    }

    internal LearningState State(HybridPolicy policy)
    {
        lock (_lock)
        {
            var basis = policy.Learning.Enabled ? Basis(policy) : null;
            return new()
            {
                Enabled = policy.Learning.Enabled,
                Outcomes = Math.Round(basis?.Cells.Total ?? 0, 3),
                Waiting = _answers.Count,
                Shifts = basis?.Learned is not { } learned ? _noShifts
                    : Enum.GetValues<TaskType>().ToDictionary(t => t, t => Math.Round(learned.AtThreshold(policy, t), 3)),
            };
        }
    }

    // Off, nothing is kept: what was, goes with the first request or report that finds it so.
    private bool IsOff(LearningPolicy policy)
    {
        if (!policy.Enabled && (_bases.Length > 0 || Volatile.Read(ref _file) is not null))
        {
            Reset();
        }

        return !policy.Enabled;
    }

    private LearningBasis? Find(RoutingCalibration? calibration)
    {
        foreach (var basis in _bases)
        {
            if (ReferenceEquals(basis.Calibration, calibration))
            {
                return basis;
            }
        }

        return null;
    }

    private WaitingAnswer? Find(string id, LearningPolicy policy) => _answers.Find(id, policy, _time.GetUtcNow());

    // What an earlier process has learned, or this one before the calibration was read again, counts from the first decision on.
    private LearningBasis? Another(HybridPolicy policy)
    {
        if (_bases.Length == 0 && Volatile.Read(ref _file) is null)
        {
            return null;
        }

        lock (_lock)
        {
            return Basis(policy);
        }
    }

    private LearningBasis Basis(HybridPolicy policy)
    {
        if (Find(policy.Calibration) is { } known)
        {
            return known;
        }

        var revision = LearningBasis.RevisionOf(policy.Calibration);
        if (Array.Find(_bases, b => b.Revision == revision) is { } same)
        {
            same.Calibration = policy.Calibration;
            return same;
        }

        var basis = new LearningBasis(policy.Calibration);
        if (_file?.Take(basis.Revision) is { } restored)
        {
            basis.Restore(restored.Cells, restored.Models, policy.Learning);
        }

        _bases = [basis, .. _bases.Take(MostBases - 1)];
        return basis;
    }

    private static void Tell(LearningChange[] changes, IRouteObserver? observer)
    {
        foreach (var change in changes)
        {
            Telemetry.Learned(change);
            observer?.Learned(change);
        }
    }
}
