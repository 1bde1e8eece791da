using HybridAi.Privacy.Detectors.Names;

namespace HybridAi.Privacy.Detectors;

/// <summary>A word of a sentence.</summary>
internal struct WordSpan
{
    public int Start, End;
    public uint Hash;

    /// <summary>Cue groups the word belongs to, alone or as the last word of a phrase; bit = group number.</summary>
    public ulong Cues;

    /// <summary>What the lists know of it, -1 before they are asked.</summary>
    public int Kinds;

    /// <summary>First letter is a capital.</summary>
    public bool Capital;

    /// <summary>All letters are capitals, two at least.</summary>
    public bool AllCaps;

    /// <summary>Begins with a digit.</summary>
    public bool Number;

    /// <summary>One character of a script without spaces.</summary>
    public bool Ideograph;

    public readonly int Length => End - Start;
}

/// <summary>The words of one sentence of a text, at most <see cref="MaxWords"/>; a longer one is cut.</summary>
internal ref struct Sentence(ReadOnlySpan<char> text, Span<WordSpan> words)
{
    public const int MaxWords = 96;

    public readonly ReadOnlySpan<char> Text = text;

    /// <summary>The words.</summary>
    public readonly Span<WordSpan> Words = words;

    public int Count;

    /// <summary>Cue groups that occur anywhere in it.</summary>
    public ulong Cues;

    public readonly ReadOnlySpan<char> this[int word] => Text[Words[word].Start..Words[word].End];

    /// <summary>What stands between a word and the next.</summary>
    public readonly ReadOnlySpan<char> Gap(int word) => Text[Words[word].End..Words[word + 1].Start];

    /// <summary>What the lists know of a word; asked once.</summary>
    public readonly NameKinds Kind(int word, Gazetteer names)
    {
        ref WordSpan w = ref Words[word];
        if (w.Kinds < 0)
        {
            w.Kinds = (int)names[w.Hash];
        }

        return (NameKinds)w.Kinds;
    }

    public readonly bool Has(int word, int group) => word >= 0 && word < Count && group >= 0 && (Words[word].Cues & (1ul << group)) != 0;
}
