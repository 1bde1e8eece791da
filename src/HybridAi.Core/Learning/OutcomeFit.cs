namespace HybridAi;

/// <summary>
/// Fits what is learned to the counted outcomes. The same counts give the same result; without outcomes it is the identity.
/// </summary>
internal static class OutcomeFit
{
    // Slope − 1, offset, an offset for each kind of task.
    private const int Parameters = 2 + OutcomeCells.Tasks;

    // What one outcome near a threshold of about 0.3 tells about log-odds: p (1 − p).
    private const double Information = 0.2;

    // A slope is told apart from an offset only by outcomes over a wide range of scores, which routing does not let happen: it is pulled harder.
    private const double SlopePull = 4;
    private const double MinSlope = 0.5, MaxSlope = 1.5;
    private const int MaxSteps = 50;

    public static LearnedScores Fit(OutcomeCells cells, LearningPolicy policy)
    {
        var pull = Information * Math.Clamp(policy.Pull, 1, 1000);
        var fitted = Recalibrate(cells, pull);
        return new(Math.Clamp(1 + fitted[0], MinSlope, MaxSlope), fitted[1], fitted[2..], LooseningFloors.Of(cells, pull));
    }

    // Newton's method on a convex loss, with steps halved while they do not help.
    private static double[] Recalibrate(OutcomeCells cells, double pull)
    {
        var at = new double[Parameters];
        var loss = Loss(cells, at, pull);
        var (gradient, curvature) = (new double[Parameters], new double[Parameters][]);
        for (var step = 0; step < MaxSteps; step++)
        {
            Derive(cells, at, pull, gradient, curvature);
            var towards = new Cholesky(curvature).Solve(gradient);
            var (next, less) = (at, loss);
            for (var size = 1.0; size > 1e-6; size /= 2)
            {
                double[] tried = [.. at.Select((v, i) => v - (size * towards[i]))];
                less = Loss(cells, tried, pull);
                if (less <= loss)
                {
                    next = tried;
                    break;
                }
            }

            var done = loss - less < 1e-12 * (1 + loss);
            (at, loss) = (next, Math.Min(less, loss));
            if (done)
            {
                break;
            }
        }

        return at;
    }

    private static double Loss(OutcomeCells cells, double[] at, double pull)
    {
        var sum = 0.0;
        for (var i = 0; i < Parameters; i++)
        {
            sum += PullOf(i, pull) * at[i] * at[i] / 2;
        }

        for (var cell = 0; cell < cells.Weights.Length; cell++)
        {
            if (cells.Weights[cell] > 0)
            {
                var z = LogOdds(cells, cell, at);
                sum += (cells.Weights[cell] * (Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))))) - (cells.Wrong[cell] * z);
            }
        }

        return sum;
    }

    private static void Derive(OutcomeCells cells, double[] at, double pull, double[] gradient, double[][] curvature)
    {
        for (var i = 0; i < Parameters; i++)
        {
            gradient[i] = PullOf(i, pull) * at[i];
            curvature[i] = new double[Parameters];
            curvature[i][i] = PullOf(i, pull);
        }

        for (var cell = 0; cell < cells.Weights.Length; cell++)
        {
            if (cells.Weights[cell] > 0)
            {
                var p = ProbeHeads.Probability(LogOdds(cells, cell, at));
                var (slope, task) = (cells.ScoreOf(cell), 2 + (cell / OutcomeCells.Bins));
                var (error, weight) = ((cells.Weights[cell] * p) - cells.Wrong[cell], cells.Weights[cell] * p * (1 - p));
                ReadOnlySpan<(int At, double By)> parts = [(0, slope), (1, 1), (task, 1)];
                foreach (var (i, x) in parts)
                {
                    gradient[i] += error * x;
                    foreach (var (j, y) in parts)
                    {
                        curvature[i][j] += weight * x * y;
                    }
                }
            }
        }
    }

    // Two offsets move a score: together they are pulled as hard as one.
    private static double PullOf(int parameter, double pull) => (parameter == 0 ? SlopePull : 2) * pull;

    private static double LogOdds(OutcomeCells cells, int cell, double[] at)
    {
        var score = cells.ScoreOf(cell);
        return score + (at[0] * score) + at[1] + at[2 + (cell / OutcomeCells.Bins)];
    }
}
