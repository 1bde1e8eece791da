using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Remembers what a scan found in a text under a keyed hash of the text. Bounded, thread-safe, holds no text.</summary>
/// <remarks>
/// The hash is cryptographic and its key random per instance: two texts with one hash would let the second one pass with the first
/// one's labels.
/// </remarks>
internal sealed class LabelCache(int capacity = 8192)
{
    // Below this a scan is about as fast as the hash.
    private const int ShortText = 48;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly BoundedMap<(UInt128 Text, double MinScore), ScanResult> _results = new(capacity);

    public int Count => _results.Count;

    public ValueTask<ScanResult> ScanAsync(PrivacyScanner scanner, string text, double minScore, CancellationToken cancellationToken)
    {
        if (text.Length < ShortText)
        {
            return scanner.ScanAsync(text.AsMemory(), minScore, cancellationToken);
        }

        var key = (Hash(text), minScore);
        if (_results.TryGet(key, out var known))
        {
            return ValueTask.FromResult(known);
        }

        var scan = scanner.ScanAsync(text.AsMemory(), minScore, cancellationToken);
        if (!scan.IsCompletedSuccessfully)
        {
            return WaitAsync(key, scan);
        }

        var result = scan.Result;
        Remember(key, result);
        return ValueTask.FromResult(result);
    }

    private async ValueTask<ScanResult> WaitAsync((UInt128, double) key, ValueTask<ScanResult> scan)
    {
        var result = await scan.ConfigureAwait(false);
        Remember(key, result);
        return result;
    }

    // An incomplete scan may succeed the next time.
    private void Remember((UInt128, double) key, ScanResult result)
    {
        if (result.IsComplete)
        {
            _results.Set(key, result);
        }
    }

    private UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
