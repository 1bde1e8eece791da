using System.Text;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Reads attachments that are plain UTF-8 text. Anything else counts as unreadable: what a scan cannot see it cannot clear.</summary>
internal static class AttachmentText
{
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The attachment's text, or <see langword="null"/>.</summary>
    public static string? Read(DataContent data) => IsText(data.MediaType) ? Decode(data.Data.Span) : null;

    /// <summary>Bytes that are UTF-8 text, as text; else <see langword="null"/>.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Contains((byte)0) ? null : _strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A media type without its parameters.</summary>
    public static string Bare(string? mediaType) =>
        mediaType is null ? "" : mediaType.Split(';', 2)[0].Trim().ToLowerInvariant();

    public static bool IsText(string? mediaType)
    {
        var bare = Bare(mediaType);
        var charset = mediaType?.IndexOf("charset", StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? mediaType.AsSpan(at) : default;
        // RTF spells letters as escapes; another character set spells them as other bytes.
        return (bare.StartsWith("text/", StringComparison.Ordinal) && bare is not ("text/rtf" or "text/richtext")
                || bare is "application/json" or "application/x-ndjson" or "application/xml" or "application/yaml")
            && (charset.IsEmpty || charset.Contains("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Contains("ascii", StringComparison.OrdinalIgnoreCase));
    }
}
