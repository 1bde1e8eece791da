using System.Buffers;

namespace HybridAi.Privacy.Detection;

/// <summary>Sets of characters to search for. The framework's searches by range box their bounds until the JIT has optimised them: these never allocate.</summary>
internal static class CharSets
{
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789"), Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz"),
        Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        Alphanumerics = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), Hex = SearchValues.Create("0123456789abcdefABCDEF"),
        HexLetters = SearchValues.Create("abcdefABCDEF"),
        Graphic = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)]),
        Wide = SearchValues.Create([.. Enumerable.Range(0x3000, 0xD000).Select(c => (char)c)]),
        Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c)]);
}
