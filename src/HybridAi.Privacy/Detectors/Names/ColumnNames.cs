using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Names, towns, addresses, passwords and what stands beside a card in tables: the head of their column says what they are, they need no capitals and no list.</summary>
internal static class ColumnNames
{
    private static readonly CueTable s_table = CueTable.Load("column-cues.txt");
    private static readonly int s_name = s_table.Id("NAME"), s_maybe = s_table.Id("MAYBE_NAME"), s_personal = s_table.Id("PERSONAL"), s_place = s_table.Id("PLACE"),
        s_address = s_table.Id("ADDRESS"), s_password = s_table.Id("PASSWORD"), s_cvv = s_table.Id("CVV"), s_pin = s_table.Id("PIN"), s_expiry = s_table.Id("EXPIRY");

    private static readonly SearchValues<char> s_noName = SearchValues.Create("0123456789_@/\\<>=+*#%&!?:(){}[]\"");

    public static void Find(ReadOnlySpan<char> text, double min, ref FindingBuffer found)
    {
        if (!text.Contains('\n'))
        {
            return;
        }

        var heads = new ColumnHeads(text);
        int table = -1;
        ulong names = 0, places = 0, addresses = 0, others = 0;
        while (heads.NextLine())
        {
            if (heads.Table != table)
            {
                table = heads.Table;
                Know(text, ref heads, out names, out places, out addresses, out others);
            }

            ulong wanted = names | places | addresses | others;
            if (wanted == 0 || !heads.IsBody)
            {
                continue;
            }

            int at = heads.Row.Start;
            for (int column = 0; wanted >> column != 0 && column < 64 && heads.Cell(ref at, out int start, out int end); column++)
            {
                ulong bit = 1ul << column;
                ReadOnlySpan<char> cell = text[start..end];
                string? type = (wanted & bit) == 0 || cell.Length is < 2 or > 60 ? null
                    : (names & bit) != 0 ? IsName(cell) ? EntityTypes.Person : null
                    : (places & bit) != 0 ? IsName(cell) ? EntityTypes.Location : null
                    : (addresses & bit) != 0 ? cell.ContainsAny(CharSets.Digits) && HasLetter(cell) ? EntityTypes.Location : null
                    : Other(text, heads, column, cell);
                if (type is not null && min <= Score)
                {
                    found.Add(type, null, start, end - start, Score);
                }
            }
        }

        found.Work += heads.Work;
    }

    /// <summary>The other columns are few: their heads are asked again.</summary>
    private static string? Other(ReadOnlySpan<char> text, ColumnHeads heads, int column, ReadOnlySpan<char> cell)
    {
        ulong mask = heads.Head(column, out int start, out int end) && s_table.TryGetMask(Normal(text[start..end]), out ulong groups) ? groups : 0;
        bool digits = !cell.ContainsAnyExcept(CharSets.Digits);
        return Is(mask, s_cvv) ? digits && cell.Length is 3 or 4 ? "CVV" : null
            : Is(mask, s_pin) ? digits && cell.Length is 4 or 5 ? "PIN" : null
            : Is(mask, s_expiry) ? cell.Length is >= 4 and <= 7 && !cell.ContainsAnyExcept(s_expiryParts) ? "CARD_EXPIRY" : null
            : cell.Length > 3 && !cell.Contains(' ') && cell.ContainsAnyExcept("*x-.") ? "PASSWORD" : null;
    }

    private static readonly SearchValues<char> s_expiryParts = SearchValues.Create("0123456789/-");

    private const double Score = 0.6;

    /// <summary>Which columns of the table hold what.</summary>
    private static void Know(ReadOnlySpan<char> text, ref ColumnHeads heads, out ulong names, out ulong places, out ulong addresses, out ulong others)
    {
        names = places = addresses = others = 0;
        bool card = false;
        ulong expiry = 0;
        ulong maybe = 0;
        bool personal = false;
        for (int column = 0; heads.Table >= 0 && column < 64 && heads.Head(column, out int start, out int end); column++)
        {
            ulong bit = 1ul << column;
            ulong mask = s_table.TryGetMask(Normal(text[start..end]), out ulong groups) ? groups : 0;
            names |= Is(mask, s_name) ? bit : 0;
            maybe |= Is(mask, s_maybe) ? bit : 0;
            places |= Is(mask, s_place) ? bit : 0;
            addresses |= Is(mask, s_address) ? bit : 0;
            others |= Is(mask, s_password) || Is(mask, s_cvv) || Is(mask, s_pin) ? bit : 0;
            expiry |= Is(mask, s_expiry) ? bit : 0;
            card |= Is(mask, s_cvv);
            personal |= Is(mask, s_personal);
        }

        // A date of expiry is one of a card where a code of one stands beside it.
        others |= card ? expiry : 0;
        names |= personal || names != 0 ? maybe : 0;
        places = names != 0 || personal ? places : 0;
        addresses = names != 0 || personal ? addresses : 0;
    }

    /// <summary>The number of a head's words; "firstName" has two.</summary>
    private static uint Normal(ReadOnlySpan<char> head)
    {
        uint hash = Words.HashPhrase(head, out int words);
        for (int i = 1; i < head.Length && words == 1; i++)
        {
            if (char.IsAsciiLetterLower(head[i - 1]) && char.IsAsciiLetterUpper(head[i]))
            {
                return Words.Join(Words.Hash(head[..i]), Words.Hash(head[i..]));
            }
        }

        return hash;
    }

    private static bool IsName(ReadOnlySpan<char> cell) => !cell.ContainsAny(s_noName) && HasLetter(cell) && cell.Count(' ') < 6 && cell is not ("null" or "NULL" or "None" or "N/A" or "unknown" or "TBD");

    private static bool HasLetter(ReadOnlySpan<char> cell)
    {
        foreach (char c in cell)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ulong mask, int group) => (mask & (1ul << group)) != 0;
}
