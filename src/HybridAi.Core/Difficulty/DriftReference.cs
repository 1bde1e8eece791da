using System.Runtime.InteropServices;

namespace HybridAi;

/// <summary>What the drift detector sees of a request: numbers only.</summary>
/// <param name="Score">The router's score.</param>
/// <param name="Task">The kind of task.</param>
/// <param name="Characters">Characters of the request.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DriftObservation(double Score, TaskType Task, int Characters);

/// <summary>How usual requests are distributed. Immutable.</summary>
public sealed class DriftReference
{
    /// <summary>Fewest requests a reference can be made of.</summary>
    public const int MinRequests = 200;

    private const int Bins = 8;

    private readonly double[][] _edges;

    private DriftReference(double[][] edges, double[][] frequencies)
    {
        _edges = edges;
        Frequencies = frequencies;
    }

    /// <summary>Frequencies by feature and bin; never 0.</summary>
    internal double[][] Frequencies { get; }

    /// <summary>Makes a reference.</summary>
    /// <param name="requests">Representative requests, at least <see cref="MinRequests"/>.</param>
    /// <returns>The reference.</returns>
    public static DriftReference From(IReadOnlyList<DriftObservation> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfLessThan(requests.Count, MinRequests, nameof(requests));
        var edges = new double[Features][];
        var frequencies = new double[Features][];
        for (int f = 0; f < Features; f++)
        {
            double[] values = [.. requests.Select(r => Value(f, r)).Order()];
            edges[f] = f == TaskFeature ? [.. Enumerable.Range(1, (int)TaskType.Writing).Select(t => (double)t)]
                : [.. Enumerable.Range(1, Bins - 1).Select(i => values[i * values.Length / Bins]).Distinct()];
            var counts = new double[edges[f].Length + 1];
            foreach (double value in values) counts[BinOf(edges[f], value)]++;
            // One request more for every bin: what was not seen is rare, not impossible.
            frequencies[f] = [.. counts.Select(c => (c + 1) / (values.Length + counts.Length))];
        }

        return new DriftReference(edges, frequencies);
    }

    private const int Features = 3;
    private const int TaskFeature = 1;

    internal int Bin(int feature, in DriftObservation observation) => BinOf(_edges[feature], Value(feature, observation));

    private static double Value(int feature, in DriftObservation observation) => feature switch
    {
        0 => observation.Score,
        TaskFeature => (int)observation.Task,
        _ => observation.Characters,
    };

    private static int BinOf(double[] edges, double value)
    {
        int bin = 0;
        while (bin < edges.Length && value >= edges[bin]) bin++;
        return bin;
    }
}
