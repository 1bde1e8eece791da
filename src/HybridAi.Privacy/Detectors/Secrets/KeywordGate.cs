namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>
/// Finds many keywords in one pass, ignoring case: an Aho-Corasick automaton as a dense table (A. Aho, M. Corasick, 1975).
/// States that end a keyword have the highest numbers, so the inner loop is one load and one comparison.
/// </summary>
internal sealed class KeywordGate
{
    private readonly byte[] _classes = new byte[char.MaxValue + 1];
    private readonly int[] _next;
    private readonly int _width, _firstFinal, _longest;
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
        _longest = keywords.Max(k => k.Length);
        _next = new int[trie.Count * width];
        for (int s = 0; s < trie.Count; s++)
        {
            for (int c = 0; c < width; c++)
            {
                _next[(number[s] * width) + c] = number[trie[s][c]] * width;
            }
        }
    }

    /// <summary>Length of the longest keyword.</summary>
    public int Longest => _longest;

    /// <summary>The numbers of the keywords that end together: those <see cref="Next"/> told the place of.</summary>
    public ReadOnlySpan<int> Ends(int place) => _ends[place];

    /// <summary>Goes on from <paramref name="at"/> to the next place where keywords end. Returns a number to ask <see cref="Ends"/> with, or -1 at the end of the text.</summary>
    public int Next(ReadOnlySpan<char> text, ref int at, ref int state)
    {
        byte[] classes = _classes;
        int[] next = _next;
        int s = state, first = _firstFinal * _width;
        for (int i = at; i < text.Length; i++)
        {
            s = next[s + classes[text[i]]];
            if (s >= first)
            {
                at = i + 1;
                state = s;
                return (s / _width) - _firstFinal;
            }
        }

        (at, state) = (text.Length, s);
        return -1;
    }

    /// <summary>
    /// Whether any keyword occurs. The automaton waits for memory at every step, so four of them walk four quarters of the text at once; each begins
    /// a keyword's length early.
    /// </summary>
    public bool Contains(ReadOnlySpan<char> text)
    {
        byte[] classes = _classes;
        int[] next = _next;
        int first = _firstFinal * _width, quarter = text.Length / 4;
        if (quarter > 4 * _longest)
        {
            int lap = quarter + _longest + 4, a = 0, b = 0, c = 0, d = 0;
            ReadOnlySpan<char> ta = text[..lap], tb = text.Slice(quarter, lap), tc = text.Slice(2 * quarter, lap), td = text[^lap..];
            for (int i = 0; i < ta.Length; i++)
            {
                a = next[a + classes[ta[i]]];
                b = next[b + classes[tb[i]]];
                c = next[c + classes[tc[i]]];
                d = next[d + classes[td[i]]];
                if (Math.Max(Math.Max(a, b), Math.Max(c, d)) >= first)
                {
                    return true;
                }
            }

            // The quarters reach the end: td covers the last lap, and 3 quarters + lap of tc covers up to it.
            return false;
        }

        int at = 0, state = 0;
        return Next(text, ref at, ref state) >= 0;
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
