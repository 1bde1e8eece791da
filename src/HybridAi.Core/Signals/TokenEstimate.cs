using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Estimates tokens where a target cannot count them. Errs on the high side, so that what "fits" does fit.</summary>
internal static class TokenEstimate
{
    /// <summary>What a chat layout adds to each message.</summary>
    public const int PerMessage = 5;

    /// <summary>Latin text has about 4 characters per token in today's vocabularies, other scripts 1 to 2.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        // Most text is all ASCII, which the vectorised search sees at once.
        var ascii = text.IndexOfAnyExceptInRange('\0', '\x7F') is >= 0 and var first ? first : text.Length;
        for (var i = ascii; i < text.Length; i++)
        {
            ascii += text[i] < 0x80 ? 1 : 0;
        }

        return (int)Math.Ceiling((ascii / 3.6) + ((text.Length - ascii) * 0.8));
    }

    public static int Of(AITool tool) =>
        tool is AIFunctionDeclaration function
            ? 8 + Of(function.Name) + Of(function.Description) + (function.JsonSchema.ValueKind == JsonValueKind.Undefined ? 0 : Of(function.JsonSchema.GetRawText()))
            : 8 + Of(tool.Name) + Of(tool.Description);
}
