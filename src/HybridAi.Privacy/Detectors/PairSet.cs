using System.Collections.Frozen;

namespace HybridAi.Privacy.Detectors;

/// <summary>Codes of one or two characters, looked up without a string made of them.</summary>
/// <param name="list">The codes, blanks between.</param>
internal sealed class PairSet(string list)
{
    private readonly FrozenSet<int> _codes = list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => Number(c)).ToFrozenSet();

    public bool Contains(ReadOnlySpan<char> code) => code.Length is 1 or 2 && _codes.Contains(Number(code));

    private static int Number(ReadOnlySpan<char> code) => (code[0] << 16) | (code.Length > 1 ? code[1] : 0);
}
