using System.Buffers;

namespace HybridAi.Privacy.Detection;

/// <summary>
/// Finds which head stands over a place in a table: values between commas, semicolons, tabs or bars, one row a line, the first row naming the columns. Asked from left to right it reads
/// every character a bounded number of times.
/// </summary>
internal ref struct ColumnHeads(ReadOnlySpan<char> text)
{
    private const int LongestHead = 400, LongestCell = 34, LongestRow = 4000, MostColumns = 64;
    private static readonly SearchValues<char> s_noHead = SearchValues.Create("=<>{}[]!?&%$@:\\^~`*"), s_ends = SearchValues.Create(",;\t|\"\n");
    private readonly ReadOnlySpan<char> _text = text;
    private int _line = -1, _lineEnd = -1, _columns, _head, _headEnd, _at, _column, _cell;
    private char _delimiter;

    /// <summary>Characters looked at so far.</summary>
    public long Work { get; private set; }

    /// <summary>Where the row that is read begins and ends.</summary>
    public readonly (int Start, int End) Row => (_line, _lineEnd);

    /// <summary>Number of the table's head, to tell tables apart; -1 where there is none.</summary>
    public readonly int Table => _columns > 0 ? _head : -1;

    /// <summary>Whether the row that is read stands below a head.</summary>
    public readonly bool IsBody => _columns > 0 && _line > _head;

    /// <summary>The head over a place; false where there is no table.</summary>
    public bool Find(int place, out int start, out int end)
    {
        start = end = 0;
        while (place > _lineEnd)
        {
            if (!NextLine())
            {
                return false;
            }
        }

        if (place < _line || !IsBody || place < _cell)
        {
            return false;
        }

        while (_at < place && NextCell(_lineEnd, ref _at, out bool closed) && closed && _at <= place)
        {
            _column++;
            _cell = _at;
        }

        return Head(_column, out start, out end);
    }

    /// <summary>The head of a column without the quotes and blanks around.</summary>
    public bool Head(int column, out int start, out int end)
    {
        int at = start = _head;
        for (int i = 0; i <= column && at <= _headEnd; i++)
        {
            start = at;
            NextCell(_headEnd, ref at, out bool closed);
            if (i == column)
            {
                end = closed ? at - 1 : _headEnd;
                Trim(ref start, ref end);
                return end > start;
            }
        }

        end = start;
        return false;
    }

    /// <summary>A cell of the row that is read, from <paramref name="at"/> on.</summary>
    public bool Cell(ref int at, out int start, out int end)
    {
        start = at;
        if (at > _lineEnd)
        {
            end = at;
            return false;
        }

        NextCell(_lineEnd, ref at, out bool closed);
        end = closed ? at - 1 : _lineEnd;
        at = closed ? at : _lineEnd + 1;
        Trim(ref start, ref end);
        return true;
    }

    /// <summary>Goes to the next line; false at the end of the text.</summary>
    public bool NextLine()
    {
        int start = _lineEnd + 1;
        if (start > _text.Length || (start == _text.Length && _line >= 0))
        {
            return false;
        }

        int length = _text[start..].IndexOf('\n');
        _line = start;
        _lineEnd = length < 0 ? _text.Length : start + length;
        (_at, _column, _cell) = (start, 0, start);
        Work += ((_lineEnd - start) / 16) + 1;
        if (_columns > 0 && Count(_line, _lineEnd, _delimiter) == _columns)
        {
            return true;
        }

        _columns = 0;
        Open();
        return true;
    }

    /// <summary>Whether the line names columns: short cells of words, and a row with as many cells below.</summary>
    private void Open()
    {
        ReadOnlySpan<char> line = _text[_line.._lineEnd];
        if (line.Length is < 5 or > LongestHead || _lineEnd == _text.Length || line.ContainsAny(s_noHead) || line[^1] == '.')
        {
            return;
        }

        char delimiter = line.Contains('\t') ? '\t' : line.Count('|') > 1 ? '|' : line.Contains(';') ? ';' : ',';
        int count = Count(_line, _lineEnd, delimiter);
        if (count is 0 or > MostColumns)
        {
            return;
        }

        int digits = 0, cell = 0;
        foreach (char c in line)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            cell = c == delimiter ? 0 : cell + 1;
            if (cell > LongestCell || digits > count)
            {
                return;
            }
        }

        int next = _text[(_lineEnd + 1)..].IndexOf('\n');
        next = next < 0 ? _text.Length : _lineEnd + 1 + next;
        if (Count(_lineEnd + 1, next, delimiter) == count)
        {
            (_head, _headEnd, _columns, _delimiter) = (_line, _lineEnd, count, delimiter);
        }
    }

    private int Count(int from, int to, char delimiter)
    {
        if (to - from > LongestRow)
        {
            return -1;
        }

        Work += to - from;
        int count = 0;
        bool quoted = false;
        foreach (char c in _text[from..to])
        {
            quoted ^= c == '"';
            count += c == delimiter && !quoted ? 1 : 0;
        }

        return count;
    }

    /// <summary>Goes behind the next delimiter outside quotes, or to the end.</summary>
    private readonly bool NextCell(int to, ref int at, out bool closed)
    {
        bool quoted = false;
        while (at < to)
        {
            int hop = _text[at..to].IndexOfAny(s_ends);
            if (hop < 0)
            {
                break;
            }

            char c = _text[at + hop];
            at += hop + 1;
            quoted ^= c == '"';
            if (c == _delimiter && !quoted)
            {
                closed = true;
                return true;
            }
        }

        at = to;
        closed = false;
        return false;
    }

    private readonly void Trim(ref int start, ref int end)
    {
        while (start < end && _text[start] is ' ' or '"' or '\'' or '\r' or '|')
        {
            start++;
        }

        while (end > start && _text[end - 1] is ' ' or '"' or '\'' or '\r' or '|')
        {
            end--;
        }
    }
}
