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
    // What is learned is told when it has moved by so much.
    private const double Notable = 0.25;

    // Who sends everything away hears nothing any more: each request that left because of what was learned lets that fade as a report does.
    private const double SentAwayWeight = 1;

    // Fading alone moves scores slowly: they are fitted anew when so much of the outcomes is gone.
    private const double Refit = 0.01;

    private readonly object _lock = new();
    private readonly TimeProvider _time;
    private QuestionHash _questions = new();
    private readonly WaitingAnswers _answers = new();
    private readonly double[] _told = new double[OutcomeCells.Tasks];
    private OutcomeCells? _cells;
    private RoutingCalibration? _basis;
    private double _faded;
    private double _fitted;
    private volatile LearnedScores? _learned;
    private volatile bool _holds;

    /// <summary>Starts without having learned anything.</summary>
    /// <param name="time">The clock. Default the system's.</param>
    public OutcomeLearner(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            Clear();
        }
    }

    /// <summary>
    /// Lets everything learned so far count a quarter: when the kind of traffic has changed, later outcomes decide sooner. Scores move with the next report.
    /// </summary>
    public void Fade()
    {
        lock (_lock)
        {
            Fade(0.25);
        }
    }

    /// <summary>By how much a request's score moves, in log-odds; 0 when nothing was learned about scores like it. Does not wait or allocate.</summary>
    internal double Shift(HybridPolicy policy, double score, TaskType task)
    {
        var learned = _learned;
        return learned is null || !policy.Learning.Enabled || !ReferenceEquals(learned.Basis, policy.Calibration) ? 0
            : learned.Shift(ProbeHeads.LogOdds(score), ProbeHeads.LogOdds(policy.Threshold), task, Most(policy.Learning));
    }

    /// <summary>A score that was moved; with 0 the score itself to the last bit.</summary>
    internal static double Moved(double score, double shift) => shift == 0 ? score : ProbeHeads.Probability(ProbeHeads.LogOdds(score) + shift);

    /// <summary>The caller sees an answer: from now on it may be reported.</summary>
    internal void Committed(RequestRun run)
    {
        if (run.Request.Policy.Learning.Enabled)
        {
            if (run.Committed is { IsOnDevice: true })
            {
                Answered(run.Decision.Id, run.Plan.Judged, run.Decision.Signals.Task, run.Request.Policy);
                return;
            }

            lock (_lock)
            {
                _answers.Remove(run.Decision.Id); // Another target went on with what the device began.
            }
        }
    }

    /// <summary>The device has answered a request of this score and kind.</summary>
    internal void Answered(string decisionId, double score, TaskType task, HybridPolicy policy)
    {
        lock (_lock)
        {
            Keep(policy.Calibration);
            _holds = true;
            _answers.Add(decisionId, new(ProbeHeads.LogOdds(score), task, _time.GetUtcNow()), policy.Learning);
        }
    }

    /// <summary>A request has ended: it may tell how the answer before it was received.</summary>
    internal void Completed(RequestRun run, ConversationStore conversations, IRouteObserver? observer)
    {
        var (request, plan) = (run.Request, run.Plan);
        var policy = request.Policy.Learning;
        if (!policy.Enabled)
        {
            if (_holds)
            {
                Reset();
            }

            return;
        }

        // Results of tools are sent with the same question again.
        var asks = policy.ReAskWeight > 0 && !plan.Decision.Signals.ToolLoop;
        var questions = Volatile.Read(ref _questions);
        var (question, user) = asks ? (questions.Of(request), questions.OfUser(request)) : default;
        var (before, again) = question == 0 ? default : conversations.TakeLast(request, question, user);
        LearningChange[]? changes = null, later = null;
        lock (_lock)
        {
            if (before is not null && _time.GetUtcNow() - before.At <= policy.ReAskWithin && Find(before.Id, policy) is { Weight: 0 } heard)
            {
                Count(heard, policy, Math.Clamp(policy.ReAskWeight, 0, 0.5), again ? 1 : ProbeHeads.Probability(heard.Score));
                changes = again ? Learn(request.BasePolicy) : null;
            }
        }

        if (plan.Learned > 0 && plan.Judged < request.Policy.Threshold && plan.Score >= request.Policy.Threshold && run.Committed is { IsOnDevice: false })
        {
            later = SentAway(request.BasePolicy);
        }

        if (question != 0 && run.Committed is { IsOnDevice: true })
        {
            conversations.NoteLast(request, new(run.Decision.Id, question, user, _time.GetUtcNow()));
        }

        if (changes is not null)
        {
            Telemetry.Heard("asked_again");
        }

        Tell(changes, observer);
        Tell(later, observer);
    }

    /// <summary>A request left that would have stayed without what was learned.</summary>
    internal LearningChange[]? SentAway(HybridPolicy policy)
    {
        lock (_lock)
        {
            if (_cells is null || !ReferenceEquals(_basis, policy.Calibration))
            {
                return null;
            }

            Fade(Kept(SentAwayWeight, policy.Learning));
            return _faded < _fitted - Refit ? Learn(policy) : null;
        }
    }

    internal ReportResult Report(string decisionId, double mark, HybridPolicy policy, IRouteObserver? observer)
    {
        if (!policy.Learning.Enabled)
        {
            if (_holds)
            {
                Reset();
            }

            return ReportResult.NotLearning;
        }

        LearningChange[] changes;
        ReportResult result;
        lock (_lock)
        {
            if (Find(decisionId, policy.Learning) is not { } answer || !ReferenceEquals(_basis, policy.Calibration))
            {
                return ReportResult.Unknown;
            }

            result = answer.Reported ? ReportResult.Replaced : ReportResult.Learned;
            if (answer.Reported && answer.Wrong == 1 - mark)
            {
                return result;
            }

            Count(answer, policy.Learning, 1, 1 - mark);
            answer.Reported = true;
            changes = Learn(policy);
        }

        Telemetry.Heard("reported");
        Tell(changes, observer);
        return result;
    }

    internal LearningState State(HybridPolicy policy)
    {
        lock (_lock)
        {
            return new()
            {
                Enabled = policy.Learning.Enabled,
                Outcomes = Math.Round(_cells?.Total ?? 0, 3),
                Waiting = _answers.Count,
                Shifts = _learned is null ? NoShifts
                    : Enum.GetValues<TaskType>().ToDictionary(t => t, t => Math.Round(AtThreshold(policy, t), 3)),
            };
        }
    }

    private static readonly IReadOnlyDictionary<TaskType, double> NoShifts = new Dictionary<TaskType, double>(0);

    private static double Most(LearningPolicy policy) => Math.Clamp(policy.MaxShift, 0, 4);

    private double AtThreshold(HybridPolicy policy, TaskType task) => Shift(policy, policy.Threshold, task);

    // Another calibration gives the same request another score.
    private void Keep(RoutingCalibration? basis)
    {
        if (!ReferenceEquals(_basis, basis))
        {
            Clear();
            _basis = basis;
        }
    }

    private WaitingAnswer? Find(string id, LearningPolicy policy) => _answers.Find(id, policy, _time.GetUtcNow());

    // What was counted for the answer before is taken back, as far as it still counts. A correction is as old as what it corrects.
    private void Count(WaitingAnswer answer, LearningPolicy policy, double weight, double wrong)
    {
        var cells = _cells ??= new();
        var left = Math.Exp(_faded - answer.Faded);
        if (answer.Weight > 0)
        {
            cells.Add(answer.Cell, answer.Score, -answer.Weight * left, answer.Wrong);
        }

        if (!answer.Reported)
        {
            Fade(Kept(weight, policy));
            (left, answer.Faded) = (1, _faded);
        }

        cells.Add(answer.Cell, answer.Score, weight * left, wrong);
        (answer.Weight, answer.Wrong) = (weight, wrong);
    }

    private static double Kept(double weight, LearningPolicy policy) => Math.Exp(-weight / Math.Clamp(policy.Memory, 50, 1_000_000));

    private void Fade(double factor)
    {
        _cells?.Fade(factor);
        _faded += Math.Log(factor);
    }

    private LearningChange[] Learn(HybridPolicy policy)
    {
        _learned = OutcomeFit.Fit(_cells!, policy.Learning, _basis);
        _fitted = _faded;
        List<LearningChange>? changes = null;
        for (var task = 0; task < _told.Length; task++)
        {
            var shift = AtThreshold(policy, (TaskType)task);
            if (Math.Abs(shift - _told[task]) >= Notable)
            {
                (changes ??= []).Add(new((TaskType)task, Math.Round(_told[task], 3), Math.Round(shift, 3), Math.Round(_cells!.Total, 1)));
                _told[task] = shift;
            }
        }

        return changes is null ? [] : [.. changes];
    }

    private static void Tell(LearningChange[]? changes, IRouteObserver? observer)
    {
        foreach (var change in changes ?? [])
        {
            Telemetry.Learned(change);
            observer?.Learned(change);
        }
    }

    private void Clear()
    {
        _answers.Clear();
        Array.Clear(_told);
        _questions = new(); // Hashes that conversations still hold mean nothing from now on.
        (_cells, _learned, _basis, _faded, _fitted, _holds) = (null, null, null, 0, 0, false);
    }
}
