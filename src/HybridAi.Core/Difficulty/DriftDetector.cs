namespace HybridAi;

/// <summary>
/// Tells when traffic is no longer of the kind that thresholds were calibrated on. Content-free: it sees scores, kinds of task
/// and lengths. A CUSUM of test martingales (an e-detector: Shin, Ramdas and Rinaldo, 2023): while traffic is like the reference, the
/// mean number of requests between false alarms is at least <c>1 / falseAlarmRate</c>. Thread-safe.
/// </summary>
public sealed class DriftDetector
{
    private const double Memory = 0.98; // of the observed frequencies: about the last 50 requests
    private const double Prior = 12; // requests' worth of trust in the reference when guessing the next bin

    private readonly DriftReference _reference;
    private readonly double _limit;
    private readonly double[][] _recent;
    private readonly double[] _capital;
    private readonly object _lock = new();
    private long _sinceReset;

    /// <summary>Starts to watch.</summary>
    /// <param name="reference">What traffic was like when it was calibrated.</param>
    /// <param name="falseAlarmRate">False alarms per request that are tolerated, above 0 and below 1.</param>
    public DriftDetector(DriftReference reference, double falseAlarmRate = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(falseAlarmRate, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(falseAlarmRate, 1);
        _reference = reference;
        _limit = 1 / falseAlarmRate;
        _recent = [.. reference.Frequencies.Select(f => new double[f.Length])];
        _capital = new double[reference.Frequencies.Length];
    }

    /// <summary>Evidence against the reference, 0 to 1: 1 raises the alarm. On a logarithmic scale.</summary>
    public double Evidence
    {
        get
        {
            lock (_lock) return Math.Clamp(Math.Log(Math.Max(1, Total())) / Math.Log(_limit), 0, 1);
        }
    }

    /// <summary>Requests seen since the start or the last alarm.</summary>
    public long Seen
    {
        get
        {
            lock (_lock) return _sinceReset;
        }
    }

    /// <summary>Takes a request into account.</summary>
    /// <param name="observation">What is known about it.</param>
    /// <returns>True when the alarm goes off; the detector then starts anew.</returns>
    public bool Observe(in DriftObservation observation)
    {
        lock (_lock)
        {
            _sinceReset++;
            for (int f = 0; f < _capital.Length; f++)
            {
                double[] expected = _reference.Frequencies[f], recent = _recent[f];
                int bin = _reference.Bin(f, observation);
                double seen = 0;
                foreach (double count in recent) seen += count;
                double guess = (recent[bin] + (Prior * expected[bin])) / (seen + Prior);
                _capital[f] = Math.Max(1, _capital[f]) * (guess / expected[bin]);
                for (int b = 0; b < recent.Length; b++) recent[b] *= Memory;
                recent[bin]++;
            }

            if (Total() < _limit) return false;
            Reset();
            return true;
        }
    }

    /// <summary>Forgets what was seen: after a new calibration.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            Array.Clear(_capital);
            foreach (double[] recent in _recent) Array.Clear(recent);
            _sinceReset = 0;
        }
    }

    private double Total()
    {
        double sum = 0;
        foreach (double capital in _capital) sum += capital;
        return sum / _capital.Length;
    }
}
