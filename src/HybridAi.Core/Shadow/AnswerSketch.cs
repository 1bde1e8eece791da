using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What of an answer a comparison needs: how often which word came (as hashes), how long it was, which tools it called.</summary>
internal sealed class AnswerSketch
{
    // Beyond this the rest of an answer changes no figure that matters.
    private const int MostWords = 4096;

    private readonly Dictionary<ulong, int> _words = [];
    private readonly List<string> _tools = [];
    private ulong _word;
    private int _count;

    public long Characters { get; private set; }

    public void Add(IList<AIContent> contents)
    {
        foreach (var content in contents.Each())
        {
            if (content is TextContent { Text: { } text })
            {
                Add(text);
            }
            else if (content is FunctionCallContent call)
            {
                _tools.Add(call.Name);
            }
        }
    }

    /// <summary>F1 of the words both share, each as often as the one that has it less often.</summary>
    public double Overlap(AnswerSketch other)
    {
        EndWord();
        other.EndWord();
        var shared = _words.Sum(w => Math.Min(w.Value, other._words.GetValueOrDefault(w.Key)));
        return _count + other._count == 0 ? 1 : 2.0 * shared / (_count + other._count);
    }

    public bool? SameTools(AnswerSketch other) =>
        _tools.Count == 0 && other._tools.Count == 0 ? null : _tools.SequenceEqual(other._tools, StringComparer.Ordinal);

    // Words may be cut anywhere between two updates.
    private void Add(ReadOnlySpan<char> text)
    {
        Characters += text.Length;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                _word = ((_word == 0 ? 14695981039346656037UL : _word) ^ char.ToLowerInvariant(c)) * 1099511628211UL;
            }
            else
            {
                EndWord();
            }
        }
    }

    private void EndWord()
    {
        if (_word != 0 && _count < MostWords)
        {
            _words[_word] = _words.GetValueOrDefault(_word) + 1;
            _count++;
        }

        _word = 0;
    }
}
