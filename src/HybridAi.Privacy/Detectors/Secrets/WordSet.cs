using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>A few words in lower case that spans of text are looked up in, ignoring case, without a string made of them.</summary>
internal sealed class WordSet
{
    private readonly string?[] _words;
    private readonly int _longest;
    private readonly uint _lengths;

    public WordSet(IEnumerable<string> words)
    {
        string[] all = [.. words.Distinct(StringComparer.Ordinal)];
        _words = new string?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(all.Length * 4))];
        _longest = all.Max(w => w.Length);
        _lengths = all.Aggregate(0u, (bits, w) => bits | (1u << (w.Length & 31)));
        foreach (string word in all)
        {
            int slot = First(word);
            while (_words[slot] is not null)
            {
                slot = (slot + 1) & (_words.Length - 1);
            }

            _words[slot] = word;
        }
    }

    public bool Contains(ReadOnlySpan<char> word)
    {
        if (word.Length > _longest || (_lengths & (1u << (word.Length & 31))) == 0)
        {
            return false;
        }

        for (int slot = First(word); _words[slot] is { } known; slot = (slot + 1) & (_words.Length - 1))
        {
            if (IsSame(known, word))
            {
                return true;
            }
        }

        return false;
    }

    private int First(ReadOnlySpan<char> word)
    {
        uint hash = Words.Hash(word);
        return (int)(hash ^ (hash >> 15)) & (_words.Length - 1);
    }

    private static bool IsSame(string known, ReadOnlySpan<char> word)
    {
        if (known.Length != word.Length)
        {
            return false;
        }

        for (int i = 0; i < known.Length; i++)
        {
            if (known[i] != char.ToLowerInvariant(word[i]))
            {
                return false;
            }
        }

        return true;
    }
}
