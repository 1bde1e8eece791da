namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>
/// Finds many keywords in one pass, ignoring case: an Aho-Corasick automaton as a dense table (A. Aho, M. Corasick, 1975).
/// States that end a keyword have the highest numbers, so the inner loop is one load and one comparison.
/// </summary>
internal sealed class KeywordGate
{
    private readonly byte[] _classes = new byte[char.MaxValue + 1];
    private readonly ushort[] _next;
    private readonly int _width, _firstFinal;
    private readonly int[][] _ends;

    public KeywordGate(IReadOnlyList<string> keywords)
    {
        int width = 1;
        foreach (char c in keywords.SelectMany(k => k).Select(char.ToLowerInvariant).Distinct())
        {
            _classes[c] = (byte)width;
            _classes[char.ToUpperInvariant(c)] = (byte)width++;
        }

        var trie = new List<int[]> { new int[width] };
        var ends = new List<List<int>> { new() };
        for (int k = 0; k < keywords.Count; k++)
        {
            int state = 0;
            foreach (char c in keywords[k])
            {
                int child = trie[state][_classes[c]];
                if (child == 0)
                {
                    trie[state][_classes[c]] = child = trie.Count;
                    trie.Add(new int[width]);
                    ends.Add([]);
                }

                state = child;
            }

            ends[state].Add(k);
        }

        Link(trie, ends, width);
        int[] order = [.. Enumerable.Range(0, trie.Count).OrderBy(s => ends[s].Count > 0)];
        int[] number = new int[trie.Count];
        for (int i = 0; i < order.Length; i++)
        {
            number[order[i]] = i;
        }

        _width = width;
        _firstFinal = ends.Count(e => e.Count == 0);
        _ends = [.. order.Skip(_firstFinal).Select(s => ends[s].ToArray())];
        _next = new ushort[trie.Count * width];
        for (int s = 0; s < trie.Count; s++)
        {
            for (int c = 0; c < width; c++)
            {
                _next[(number[s] * width) + c] = checked((ushort)number[trie[s][c]]);
            }
        }
    }

    /// <summary>Goes on from <paramref name="at"/> to the next place where keywords end. Returns their numbers, or null at the end of the text.</summary>
    public int[]? Next(ReadOnlySpan<char> text, ref int at, ref int state)
    {
        byte[] classes = _classes;
        ushort[] next = _next;
        int s = state, width = _width;
        for (int i = at; i < text.Length; i++)
        {
            s = next[(s * width) + classes[text[i]]];
            if (s >= _firstFinal)
            {
                at = i + 1;
                state = s;
                return _ends[s - _firstFinal];
            }
        }

        at = text.Length;
        return null;
    }

    private static void Link(List<int[]> trie, List<List<int>> ends, int width)
    {
        int[] fail = new int[trie.Count];
        var queue = new Queue<int>(trie[0].Where(s => s != 0));
        while (queue.TryDequeue(out int state))
        {
            ends[state].AddRange(ends[fail[state]]);
            for (int c = 0; c < width; c++)
            {
                int child = trie[state][c];
                int other = trie[fail[state]][c];
                if (child == 0)
                {
                    trie[state][c] = other;
                }
                else
                {
                    fail[child] = other;
                    queue.Enqueue(child);
                }
            }
        }
    }
}
