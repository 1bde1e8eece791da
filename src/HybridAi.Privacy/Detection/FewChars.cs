using System.Runtime.CompilerServices;

namespace HybridAi.Privacy.Detection;

/// <summary>
/// Room for a few characters in a method's frame. A method that has loops and takes memory with <c>stackalloc</c> is compiled once and for good, before the runtime
/// knows its tables and what is usual; with this it is compiled again when it is hot.
/// </summary>
[InlineArray(40)]
internal struct FewChars
{
    private char _first;
}
