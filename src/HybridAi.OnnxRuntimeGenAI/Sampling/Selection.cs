using System.Runtime.CompilerServices;

namespace HybridAi.OnnxRuntimeGenAI.Sampling;

/// <summary>Partial selection: moves the heaviest items to the front without sorting them. Expected time is linear.</summary>
/// <remarks>Order is by weight, the heavier first; of equal weights the lower id.</remarks>
internal static class Selection
{
    /// <summary>Moves the <paramref name="count"/> heaviest items to the front.</summary>
    public static void TakeHeaviest(Span<float> weights, Span<int> ids, int count)
    {
        var (low, high) = (0, weights.Length);
        while (high - low > 1 && count > low && count < high)
        {
            var split = Partition(weights, ids, low, high);
            if (split < count)
                low = split + 1;
            else
                high = split;
        }
    }

    /// <summary>Moves the smallest set of heaviest items with at least this mass together to the front.</summary>
    /// <returns>The size of the set; at least one if there is any item.</returns>
    public static int TakeMass(Span<float> weights, Span<int> ids, double mass)
    {
        // Items in front of low are in the set and weigh "taken"; items from high on are not in it.
        var (low, high, taken) = (0, weights.Length, 0.0);
        while (high - low > 1)
        {
            var split = Partition(weights, ids, low, high);
            var upper = 0.0;
            for (var i = low; i < split; i++)
                upper += weights[i];
            if (taken + upper >= mass && split > low)
                high = split;
            else if (taken + upper + weights[split] >= mass)
                return split + 1;
            else
            {
                taken += upper + weights[split];
                low = split + 1;
            }
        }
        return Math.Min(low + 1, high);
    }

    // Puts the pivot at its place in the order and returns that place: heavier items are in front of it, lighter ones behind.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Partition(Span<float> weights, Span<int> ids, int low, int high)
    {
        var middle = low + ((high - low) >> 1);
        var last = high - 1;
        // Median of three, moved to the end.
        if (Before(weights, ids, middle, low))
            Swap(weights, ids, middle, low);
        if (Before(weights, ids, last, low))
            Swap(weights, ids, last, low);
        if (Before(weights, ids, middle, last))
            Swap(weights, ids, middle, last);
        var (weight, id) = (weights[last], ids[last]);
        var place = low;
        for (var i = low; i < last; i++)
        {
            if (weights[i] > weight || (weights[i] == weight && ids[i] < id))
                Swap(weights, ids, i, place++);
        }
        Swap(weights, ids, place, last);
        return place;
    }

    private static bool Before(Span<float> weights, Span<int> ids, int left, int right) =>
        weights[left] > weights[right] || (weights[left] == weights[right] && ids[left] < ids[right]);

    private static void Swap(Span<float> weights, Span<int> ids, int left, int right)
    {
        (weights[left], weights[right]) = (weights[right], weights[left]);
        (ids[left], ids[right]) = (ids[right], ids[left]);
    }
}
