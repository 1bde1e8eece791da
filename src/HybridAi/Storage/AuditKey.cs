using System.Security.Cryptography;
using System.Text;

namespace HybridAi;

/// <summary>The audit's key: 32 random bytes or more, handed in. Three keys are derived from it, so that none of them says anything about another.</summary>
internal sealed class AuditKey
{
    public const int LeastBytes = 32;

    private readonly byte[] _chain;
    private readonly byte[] _names;

    private AuditKey(byte[] key)
    {
        _chain = HMACSHA256.HashData(key, "hybridai audit chain"u8);
        _names = HMACSHA256.HashData(key, "hybridai audit names"u8);
        Id = Convert.ToHexString(HMACSHA256.HashData(key, "hybridai audit key id"u8), 0, 6).ToLowerInvariant();
    }

    /// <summary>Names the key without telling it.</summary>
    public string Id { get; }

    /// <summary>Reads a key written as base64 or hexadecimal digits.</summary>
    public static AuditKey? TryParse(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var bytes = text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : FromBase64(text);
        return bytes is { Length: >= LeastBytes } ? new(bytes) : null;
    }

    /// <summary>The code of one record: over the one before it and its own bytes.</summary>
    public string Seal(string previous, ReadOnlySpan<byte> record)
    {
        var bytes = new byte[previous.Length + record.Length];
        Encoding.ASCII.GetBytes(previous, bytes);
        record.CopyTo(bytes.AsSpan(previous.Length));
        return Convert.ToHexString(HMACSHA256.HashData(_chain, bytes)).ToLowerInvariant();
    }

    /// <summary>A name that is the same in every record and cannot be guessed from outside.</summary>
    public string? Hash(string kind, string? name) => name is null ? null
        : Convert.ToHexString(HMACSHA256.HashData(_names, Encoding.UTF8.GetBytes($"{kind}\n{name}")), 0, 8).ToLowerInvariant();

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }
}
