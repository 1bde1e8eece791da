namespace HybridAi.Privacy.Detection;

/// <summary>Orders the candidates, applies thresholds and the allow list, and settles what overlaps.</summary>
internal static class Resolver
{
    private static readonly Comparison<Finding> s_byPlace = (a, b) =>
        a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length != b.Length ? b.Length.CompareTo(a.Length) : b.Score.CompareTo(a.Score);

    public static void Resolve(ReadOnlySpan<char> text, double min, ScannerSettings settings, ref FindingBuffer found)
    {
        Span<Finding> items = found.Items;
        items.Sort(s_byPlace);
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
