using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Sees when a stream writes nothing but one short piece again and again. Fixed size; used by one thread at a time.</summary>
internal sealed class LoopWatch
{
    /// <summary>Reason of an attempt that was ended.</summary>
    public const string Reason = "repetition";

    private const int Least = 512;
    private const int Times = 8;
    private const int Often = 64;

    private readonly char[] _tail = new char[2 * NoAnswerJudge.LongestPiece * Times];
    private int _length;
    private int _unseen;

    /// <summary>Adds an update's text; says whether the end of all text is a loop. Looked at every 64 characters.</summary>
    public bool Add(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents.Each())
        {
            if (content is TextContent { Text: { } text })
            {
                Add(text);
            }
        }

        if (_unseen < Often)
        {
            return false;
        }

        _unseen = 0;
        return NoAnswerJudge.Repeats(_tail.AsSpan(0, _length), Times, Least);
    }

    private void Add(ReadOnlySpan<char> text)
    {
        _unseen += text.Length;
        text = text.Length > _tail.Length ? text[^_tail.Length..] : text;
        if (_length + text.Length > _tail.Length)
        {
            var keep = Math.Min(_length, _tail.Length / 2);
            keep = Math.Min(keep, _tail.Length - text.Length);
            _tail.AsSpan(_length - keep, keep).CopyTo(_tail);
            _length = keep;
        }

        text.CopyTo(_tail.AsSpan(_length));
        _length += text.Length;
    }
}
