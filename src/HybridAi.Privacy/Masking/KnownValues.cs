namespace HybridAi.Privacy;

/// <summary>
/// Values of a conversation that were found once, by their form or by the words around them. Found again wherever they stand, however they are
/// separated: an answer repeats a number without the words that told what it is.
/// </summary>
internal sealed class KnownValues
{
    // Shorter ones are in every text by chance.
    private const int Least = 5;

    // A card in groups of four, a number in brackets: more between two characters is another word.
    private const int WidestGap = 2;

    private readonly Dictionary<string, List<(string Value, string Type)>> _byStart = new(StringComparer.Ordinal);

    /// <summary>Adds a value; gives the number of characters kept, 0 when it was known or is too short.</summary>
    public int Add(string type, ReadOnlySpan<char> surface)
    {
        Span<char> stripped = surface.Length <= 256 ? stackalloc char[surface.Length] : new char[surface.Length];
        int length = 0;
        foreach (char c in surface)
        {
            if (char.IsLetterOrDigit(c))
            {
                stripped[length++] = char.ToLowerInvariant(c);
            }
        }

        if (length < Least)
        {
            return 0;
        }

        string value = stripped[..length].ToString();
        string start = value[..Least];
        if (!_byStart.TryGetValue(start, out List<(string Value, string Type)>? values))
        {
            _byStart[start] = values = [];
        }

        if (values.Exists(v => v.Value == value))
        {
            return 0;
        }

        values.Add((value, type));
        return length;
    }

    public bool IsEmpty => _byStart.Count == 0;

    public void Clear() => _byStart.Clear();

    /// <summary>Finds known values as whole words. Stops at the first when nobody collects them.</summary>
    public bool Find(string text, List<Finding>? into)
    {
        if (_byStart.Count == 0 || text.Length < Least)
        {
            return false;
        }

        // Letters and digits only, with their places.
        char[] stripped = new char[text.Length];
        int[] places = new int[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsLetterOrDigit(text[i]))
            {
                stripped[length] = char.ToLowerInvariant(text[i]);
                places[length++] = i;
            }
        }

        bool any = false;
        for (int at = 0; at + Least <= length; at++)
        {
            if (at > 0 && places[at - 1] == places[at] - 1)
            {
                continue; // Not the beginning of a word.
            }

            if (!_byStart.TryGetValue(new string(stripped, at, Least), out List<(string Value, string Type)>? values))
            {
                continue;
            }

            foreach ((string value, string type) in values)
            {
                int end = at + value.Length;
                if (end > length || !stripped.AsSpan(at, value.Length).SequenceEqual(value)
                    || (end < length && places[end] == places[end - 1] + 1) || !IsTogether(text, places.AsSpan(at, value.Length)))
                {
                    continue;
                }

                any = true;
                if (into is null)
                {
                    return true;
                }

                into.Add(new Finding(type, null, places[at], places[end - 1] + 1 - places[at], 1, false));
            }
        }

        return any;
    }

    private static bool IsTogether(string text, ReadOnlySpan<int> places)
    {
        for (int i = 1; i < places.Length; i++)
        {
            if (places[i] - places[i - 1] > WidestGap + 1 || (places[i] - places[i - 1] > 1 && text.AsSpan(places[i - 1], places[i] - places[i - 1]).Contains('\n')))
            {
                return false;
            }
        }

        return true;
    }
}
