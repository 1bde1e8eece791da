using System.Buffers;

namespace HybridAi.Privacy.Detection;

/// <summary>Orders the candidates, applies thresholds and the allow list, and settles what overlaps.</summary>
internal static class Resolver
{
    private const int Few = 24;

    public static void Resolve(ReadOnlySpan<char> text, double min, ScannerSettings settings, ref FindingBuffer found)
    {
        Span<Finding> items = found.Items;
        Order(items);
        int kept = 0;
        for (int i = 0; i < items.Length; i++)
        {
            Finding item = items[i];
            if (!settings.Keeps(item, text.Slice(item.Start, item.Length), min) || Repeats(items[..kept], item))
            {
                continue;
            }

            items[kept++] = item;
        }

        found.Truncate(min <= 0 ? kept : Best(items[..kept]));
    }

    /// <summary>By place, the longer and then the better first; of two alike the one found first. Detectors go from left to right, so little is out of order.</summary>
    private static void Order(Span<Finding> items)
    {
        if (items.Length <= Few)
        {
            Insert(items);
            return;
        }

        long[] places = ArrayPool<long>.Shared.Rent(items.Length);
        int[] order = ArrayPool<int>.Shared.Rent(items.Length);
        Finding[] copy = ArrayPool<Finding>.Shared.Rent(items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            (places[i], order[i], copy[i]) = (((long)items[i].Start << 32) | (uint)(int.MaxValue - items[i].Length), i, items[i]);
        }

        Array.Sort(places, order, 0, items.Length);
        for (int from = 0, to; from < items.Length; from = to)
        {
            for (to = from + 1; to < items.Length && places[to] == places[from];)
            {
                to++;
            }

            if (to - from > 1)
            {
                order.AsSpan(from, to - from).Sort();
            }

            for (int i = from; i < to; i++)
            {
                items[i] = copy[order[i]];
            }

            Insert(items[from..to]);
        }

        ArrayPool<long>.Shared.Return(places);
        ArrayPool<int>.Shared.Return(order);
        ArrayPool<Finding>.Shared.Return(copy, clearArray: true);
    }

    private static void Insert(Span<Finding> items)
    {
        for (int i = 1; i < items.Length; i++)
        {
            Finding item = items[i];
            int at = i;
            while (at > 0 && IsBefore(item, items[at - 1]))
            {
                items[at] = items[at - 1];
                at--;
            }

            items[at] = item;
        }
    }

    private static bool IsBefore(in Finding a, in Finding b) =>
        a.Start != b.Start ? a.Start < b.Start : a.Length != b.Length ? a.Length > b.Length : a.Score > b.Score;

    private static bool Repeats(Span<Finding> before, in Finding item)
    {
        for (int i = before.Length - 1; i >= 0 && before[i].Start == item.Start; i--)
        {
            if (before[i].Type == item.Type && before[i].Length == item.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of findings that overlap the better stays: higher score, then validated, then longer. A long one yields to a better one inside it only if nearly sure.</summary>
    private static int Best(Span<Finding> items)
    {
        int kept = 0;
        foreach (Finding item in items)
        {
            bool lost = false;
            int first = kept;
            while (first > 0 && items[first - 1].End > item.Start && !lost)
            {
                Finding other = items[--first];
                bool twins = item.Start == other.Start && item.Length == other.Length && AreTwins(item.Type, other.Type);
                lost = !twins && !Beats(item, other);
                first += twins ? 1 : 0;
                if (twins)
                {
                    break;
                }
            }

            kept = lost ? kept : first;
            if (!lost)
            {
                items[kept++] = item;
            }
        }

        return kept;
    }

    /// <summary>Numbers of the two countries with types of their own are telephone numbers too: both are told.</summary>
    private static bool AreTwins(string a, string b) => IsPhone(a) && IsPhone(b) && (a == EntityTypes.Phone) != (b == EntityTypes.Phone);

    private static bool IsPhone(string type) => type is EntityTypes.Phone or "PH_MOBILE_NUMBER" or "TR_PHONE_NUMBER";

    private static bool Beats(in Finding a, in Finding b)
    {
        if (a.Type == b.Type && a.Length != b.Length && Math.Abs(a.Score - b.Score) < 0.3)
        {
            return a.Length > b.Length;
        }

        double difference = a.Score - b.Score;
        return Math.Abs(difference) > 0.001 ? difference > 0 : a.Validated != b.Validated ? a.Validated : a.Length > b.Length;
    }
}
