using System.Text;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

/// <summary>Byte-pair merging as its definition says, on strings of the byte alphabet: the lowest rank first, leftmost first.</summary>
internal sealed class PlainMerging(TokenizerVocabulary vocabulary)
{
    private readonly Dictionary<string, int> _ranks =
        vocabulary.Merges.Select((rule, rank) => (rule, rank)).ToDictionary(pair => pair.rule, pair => pair.rank);

    private readonly Dictionary<string, int> _ids =
        vocabulary.Tokens.Select((text, id) => (text, id)).ToDictionary(pair => pair.text, pair => pair.id);

    public int[] Encode(string piece)
    {
        var parts = Encoding.UTF8.GetBytes(piece).Select(value => Letter(value).ToString()).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, parts.Count - 1)
                .Select(i => (Rank: _ranks.GetValueOrDefault($"{parts[i]} {parts[i + 1]}", int.MaxValue), At: i))
                .DefaultIfEmpty((Rank: int.MaxValue, At: 0)).Min();
            if (best.Rank == int.MaxValue)
                return [.. parts.Select(part => _ids[part])];
            parts[best.At] += parts[best.At + 1];
            parts.RemoveAt(best.At + 1);
        }
    }

    private static char Letter(byte value)
    {
        var printable = Enumerable.Range('!', '~' - '!' + 1).Concat(Enumerable.Range(0xA1, 12)).Concat(Enumerable.Range(0xAE, 82))
            .ToArray();
        return printable.Contains(value)
            ? (char)value
            : (char)(0x100 + Enumerable.Range(0, value).Count(other => !printable.Contains(other)));
    }
}
