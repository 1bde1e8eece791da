namespace HybridAi;

/// <summary>
/// Outcomes as counts: for each kind of task and half a log-odds of score, how many there were, how many were wrong, and their mean score. Older ones
/// count less. Not thread-safe.
/// </summary>
internal sealed class OutcomeCells
{
    public const int Tasks = (int)TaskType.Writing + 1;
    public const int Bins = 25;
    public const double Width = 0.5;

    /// <summary>Scores further out count as this far.</summary>
    public const double MaxScore = (Bins - 1) * Width / 2;

    // What rounding leaves of an outcome that was taken back is no outcome.
    private const double Nothing = 1e-9;

    private readonly double[] _weights = new double[Tasks * Bins];
    private readonly double[] _wrong = new double[Tasks * Bins];
    private readonly double[] _scores = new double[Tasks * Bins];

    public ReadOnlySpan<double> Weights => _weights;

    public ReadOnlySpan<double> Wrong => _wrong;

    /// <summary>Weight of everything that counts.</summary>
    public double Total { get; private set; }

    /// <summary>Mean score of a cell in log-odds.</summary>
    public double ScoreOf(int cell) => _scores[cell] / _weights[cell];

    public static int TaskOf(TaskType task) => Math.Clamp((int)task, 0, Tasks - 1);

    public static int BinOf(double score) => (int)Math.Round((Math.Clamp(score, -MaxScore, MaxScore) + MaxScore) / Width);

    public static int CellOf(double score, TaskType task) => (TaskOf(task) * Bins) + BinOf(score);

    /// <summary>Adds an outcome, or takes one back with a negative weight.</summary>
    public void Add(int cell, double score, double weight, double wrong)
    {
        _weights[cell] += weight;
        _wrong[cell] += weight * wrong;
        _scores[cell] += weight * Math.Clamp(score, -MaxScore, MaxScore);
        Total += weight;
        if (_weights[cell] < Nothing)
        {
            Total -= _weights[cell];
            (_weights[cell], _wrong[cell], _scores[cell]) = (0, 0, 0);
        }
    }

    /// <summary>Lets everything so far count less.</summary>
    public void Fade(double factor)
    {
        for (var i = 0; i < _weights.Length; i++)
        {
            _weights[i] *= factor;
            _wrong[i] *= factor;
            _scores[i] *= factor;
        }

        Total *= factor;
    }
}
