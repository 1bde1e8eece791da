namespace HybridAi;

/// <summary>
/// Keeps learning out of the trap that feedback exists for what stayed only: easy requests that were answered well say little about harder ones that have
/// not been tried.
/// </summary>
internal static class LooseningFloors
{
    // Bins to either side of a threshold: one log-odds.
    private const int Near = 2;

    /// <summary>
    /// How far down scores may go, for each kind of task and threshold: what the outcomes about it say by themselves, at the upper end of one standard error.
    /// </summary>
    public static double[] Of(OutcomeCells cells, double pull)
    {
        var floors = new double[cells.Weights.Length];
        for (var cell = 0; cell < floors.Length; cell++)
        {
            var bin = cell % OutcomeCells.Bins;
            var (first, last) = (cell - Math.Min(Near, bin), cell + Math.Min(Near, OutcomeCells.Bins - 1 - bin));
            if (!cells.Weights[first..(last + 1)].ContainsAnyExcept(0))
            {
                continue;
            }

            var (shift, information) = (0.0, pull);
            for (var step = 0; step < 8; step++)
            {
                var error = pull * shift;
                information = pull;
                for (var i = first; i <= last; i++)
                {
                    if (cells.Weights[i] > 0)
                    {
                        var p = ProbeHeads.Probability(cells.ScoreOf(i) + shift);
                        error += (cells.Weights[i] * p) - cells.Wrong[i];
                        information += cells.Weights[i] * p * (1 - p);
                    }
                }

                shift -= Math.Clamp(error / information, -1, 1);
            }

            floors[cell] = Math.Min(0, shift + (1 / Math.Sqrt(information)));
        }

        return floors;
    }
}
