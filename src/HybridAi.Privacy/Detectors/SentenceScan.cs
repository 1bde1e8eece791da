using System.Runtime.CompilerServices;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;
using HybridAi.Privacy.Detectors.Names;
using HybridAi.Privacy.Detectors.Statements;

namespace HybridAi.Privacy.Detectors;

/// <summary>The word pass: cuts the text into sentences, looks every word up among the cues, and asks for names, addresses and statements where there is reason to.</summary>
internal static class SentenceScan
{
    public static void Find(ReadOnlySpan<char> text, Gazetteer? names, StatementTally statements, bool wantStatements, double min, ref FindingBuffer found)
    {
        if (names is not null)
        {
            ColumnNames.Find(text, min, ref found);
            SpeakerNames.Find(text, names, min, ref found);
        }

        Span<byte> near = stackalloc byte[DigitScan.ScratchSize];
        Span<WordSpan> words = stackalloc WordSpan[Sentence.MaxWords];
        Find(text, words, names, statements, wantStatements, min, near, ref found);
    }

    /// <summary>On its own: a method that takes memory on the stack and has a loop is compiled but once.</summary>
    private static void Find(ReadOnlySpan<char> text, Span<WordSpan> words, Gazetteer? names, StatementTally statements, bool wantStatements, double min, Span<byte> near, ref FindingBuffer found)
    {
        int at = 0;
        var context = new ContextWindow(text, ContextCues.Table, near);
        while (at < text.Length)
        {
            var sentence = new Sentence(text, words);
            at = Read(text, at, ref sentence, out Seen seen);
            if (sentence.Count == 0)
            {
                continue;
            }

            Mark(ref sentence);
            found.Work += sentence.Count;
            int before = found.Count;
            if (names is not null)
            {
                if ((seen & (Seen.Capitals | Seen.Ideographs)) != 0 || (sentence.Cues & NameCues.Relevant) != 0)
                {
                    NameFinder.Find(ref sentence, names, min, ref context, ref found);
                }

                if ((seen & Seen.Numbers) != 0)
                {
                    AddressFinder.Find(ref sentence, names, min, ref found);
                }
            }

            if (wantStatements)
            {
                statements.See(sentence, found.Items[before..]);
            }
        }
    }

    /// <summary>Reads one sentence from <paramref name="at"/> on; returns the place behind it.</summary>
    private static int Read(ReadOnlySpan<char> text, int at, ref Sentence sentence, out Seen seen)
    {
        seen = Seen.Nothing;
        byte[] table = Words.Lower;
        Span<WordSpan> words = sentence.Words;
        int i = at, count = 0;
        while (i < text.Length && count < words.Length)
        {
            char c = text[i];
            if (c < 128 ? table[c] == 0 : !Words.IsWordChar(c))
            {
                i++;
                if ((c is '.' or '\n' or '!' or '?' || c >= '\u3002') && Ends(text, i - 1, c, words[..count]))
                {
                    break;
                }

                continue;
            }

            ref WordSpan word = ref words[count++];
            i = ReadWord(text, i, ref word);
            seen |= word.Capital ? Seen.Capitals : word.Number ? Seen.Numbers : word.Ideograph ? Seen.Ideographs : Seen.Nothing;
        }

        sentence.Count = count;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadWord(ReadOnlySpan<char> text, int i, ref WordSpan word)
    {
        int start = i;
        char first = text[i];
        uint hash = Words.Start;
        bool lower = false;
        word.Start = start;
        word.Cues = 0;
        word.Kinds = -1;
        word.Number = char.IsAsciiDigit(first);
        word.Ideograph = false;
        if (Words.IsIdeograph(first))
        {
            word.End = i + 1;
            word.Hash = Words.Step(hash, first);
            word.Capital = word.AllCaps = false;
            word.Ideograph = true;
            return i + 1;
        }

        byte[] table = Words.Lower;
        while (i < text.Length && text[i] < 128 && table[text[i]] is not 0 and byte b)
        {
            lower |= (uint)(text[i] - 'a') <= 'z' - 'a';
            hash = (hash ^ b) * 16777619;
            i++;
        }

        if (i < text.Length && text[i] < 128 && text[i] != '\'')
        {
            word.End = i;
            return Close(ref word, i, hash, first, lower);
        }

        while (i < text.Length)
        {
            char c = text[i];
            if (char.IsAsciiLetterLower(c))
            {
                lower = true;
                hash = (hash ^ c) * 16777619;
                i++;
                continue;
            }

            if (Words.IsWordChar(c) && !Words.IsIdeograph(c))
            {
                lower |= c > 127 && char.IsLower(c);
                hash = Words.Step(hash, c);
                i++;
                continue;
            }

            if (c is not ('\'' or '\u2019') || i + 1 >= text.Length || !char.IsLetter(text[i + 1]))
            {
                break;
            }

            if ((text[i + 1] | 0x20) == 's' && (i + 2 == text.Length || !Words.IsWordChar(text[i + 2])))
            {
                word.End = i;
                return Close(ref word, i + 2, hash, first, lower);
            }

            hash = Words.Step(hash, c);
            i++;
        }

        word.End = i;
        return Close(ref word, i, hash, first, lower);
    }

    private static int Close(ref WordSpan word, int next, uint hash, char first, bool lower)
    {
        word.Hash = hash;
        word.Capital = first < 128 ? char.IsAsciiLetterUpper(first) : char.IsUpper(first);
        word.AllCaps = word.Capital && !lower && word.Length > 1;
        return next;
    }

    private static bool Ends(ReadOnlySpan<char> text, int at, char c, ReadOnlySpan<WordSpan> before)
    {
        if (c is '\u3002' or '\uFF01' or '\uFF1F')
        {
            return true;
        }

        if (c is '!' or '?' or '.')
        {
            bool space = at + 1 >= text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] is '"' or ')' or '\u201D';
            if (!space || before.IsEmpty)
            {
                return false;
            }

            // "Dr. Who", "J. Smith", "Hauptstr. 5", "Apt. 12", "No. 5": a dot that abbreviates ends nothing.
            WordSpan last = before[^1];
            if (c == '.' && last.End == at && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2]) && ((last.Length is 2 or 3 && last.Capital)
                || text[last.Start..at].EndsWith("str", StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }

            return c != '.' || !(last.End == at && ((last.Length == 1 && last.Capital) || (NameCues.Table.TryGet(last.Hash, out ReadOnlySpan<ushort> groups) && (groups.Contains((ushort)NameCues.Honorific) || groups.Contains((ushort)NameCues.StreetHead)))));
        }

        return c == '\n' && (at + 1 >= text.Length || !char.IsAsciiLetterLower(text[at + 1]));
    }

    /// <summary>What kinds of word a sentence has: detectors that need others are not asked.</summary>
    [Flags]
    private enum Seen
    {
        Nothing = 0,
        Capitals = 1,
        Numbers = 2,
        Ideographs = 4,
    }

    private static void Mark(ref Sentence sentence)
    {
        CueTable table = NameCues.Table;
        Span<WordSpan> words = sentence.Words[..sentence.Count];
        ulong cues = 0;
        for (int i = 0; i < words.Length; i++)
        {
            uint hash = words[i].Hash;
            for (int j = i, slot = table.Slot(hash); slot >= 0; slot = table.Slot(hash))
            {
                ulong mask = table.Mask(slot);
                words[j].Cues |= mask;
                cues |= mask;
                if (++j == words.Length || j == i + CueTable.MaxWords)
                {
                    break;
                }

                hash = Words.Join(hash, words[j].Hash);
            }
        }

        sentence.Cues = cues;
    }
}
