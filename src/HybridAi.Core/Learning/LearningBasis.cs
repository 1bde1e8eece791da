namespace HybridAi;

/// <summary>
/// What was learned about the scores of one calibration: with another one the same request has another score. Not thread-safe but for <see cref="Learned"/>.
/// </summary>
internal sealed class LearningBasis(RoutingCalibration? calibration)
{
    // What is learned is told when it has moved by so much.
    private const double Notable = 0.25;

    // Who sends everything away hears nothing any more: each request that left because of what was learned lets that fade as a report does.
    private const double SentAwayWeight = 1;

    // Fading alone moves scores slowly: they are fitted anew when so much of the outcomes is gone.
    private const double Refit = 0.01;

    private const int MostModels = 4;

    private readonly double[] _told = new double[OutcomeCells.Tasks];
    private List<string> _models = [];
    private bool _restored;
    private double _faded;
    private double _fitted;
    private string? _revision;
    private volatile LearnedScores? _learned;
    private volatile RoutingCalibration? _calibration = calibration;

    /// <summary>The calibration. Read again from the same file it is another object that says the same.</summary>
    public RoutingCalibration? Calibration
    {
        get => _calibration;
        set => _calibration = value;
    }

    /// <summary>Names the calibration; empty without one.</summary>
    public string Revision => _revision ??= RevisionOf(Calibration);

    /// <summary>Fingerprints of the models that answered, the first four of them.</summary>
    public IReadOnlyList<string> Models => _models;

    public OutcomeCells Cells { get; private set; } = new();

    /// <summary>The fit; <see langword="null"/> before the first outcome.</summary>
    public LearnedScores? Learned => _learned;

    public static string RevisionOf(RoutingCalibration? calibration) => calibration?.ComputeRevision() ?? "";

    /// <summary>Takes over what an earlier process has learned.</summary>
    public void Restore(OutcomeCells cells, IEnumerable<string> models, LearningPolicy policy)
    {
        (Cells, _models, _restored) = (cells, [.. models], true);
        Fit(policy);
    }

    /// <summary>A model has answered. What an earlier process has learned about others only is forgotten.</summary>
    public void Answers(string? model)
    {
        if (model is not { Length: > 0 })
        {
            return;
        }

        var known = _models.Contains(model);
        if (_restored && !known && _models.Count > 0)
        {
            (Cells, _models) = (new(), []);
            (_faded, _fitted, _learned) = (0, 0, null);
        }

        _restored = false;
        if (!known && _models.Count < MostModels)
        {
            _models.Add(model);
        }
    }

    /// <summary>
    /// Counts an outcome. What was counted for the answer before is taken back, as far as it still counts; a correction is as old as what it corrects.
    /// </summary>
    public void Count(WaitingAnswer answer, LearningPolicy policy, double weight, double wrong)
    {
        var left = Math.Exp(_faded - answer.Faded);
        if (answer.Weight > 0)
        {
            Cells.Add(answer.Cell, answer.Score, -answer.Weight * left, answer.Wrong);
        }

        if (!answer.Reported)
        {
            Fade(Kept(weight, policy));
            (left, answer.Faded) = (1, _faded);
        }

        Cells.Add(answer.Cell, answer.Score, weight * left, wrong);
        (answer.Weight, answer.Wrong) = (weight, wrong);
    }

    public void Fade(double factor)
    {
        Cells.Fade(factor);
        _faded += Math.Log(factor);
    }

    /// <summary>A request left that would have stayed without what was learned.</summary>
    public LearningChange[] SentAway(HybridPolicy policy)
    {
        Fade(Kept(SentAwayWeight, policy.Learning));
        return _faded < _fitted - Refit ? Learn(policy) : [];
    }

    /// <summary>Fits anew; returns what is worth telling.</summary>
    public LearningChange[] Learn(HybridPolicy policy)
    {
        var learned = Fit(policy.Learning);
        List<LearningChange>? changes = null;
        for (var task = 0; task < _told.Length; task++)
        {
            var shift = learned.AtThreshold(policy, (TaskType)task);
            if (Math.Abs(shift - _told[task]) >= Notable)
            {
                (changes ??= []).Add(new((TaskType)task, Math.Round(_told[task], 3), Math.Round(shift, 3), Math.Round(Cells.Total, 1)));
                _told[task] = shift;
            }
        }

        return changes is null ? [] : [.. changes];
    }

    private LearnedScores Fit(LearningPolicy policy)
    {
        _fitted = _faded;
        return _learned = OutcomeFit.Fit(Cells, policy);
    }

    private static double Kept(double weight, LearningPolicy policy) => Math.Exp(-weight / Math.Clamp(policy.Memory, 50, 1_000_000));
}
