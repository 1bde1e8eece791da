using System.Security.Cryptography;

namespace HybridAi.Import.Importing;

internal static class FileHash
{
    private const int Step = 1 << 20;

    public static string Compute(GgufFile file, Action<long> progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < file.Length; at += Step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = (int)Math.Min(Step, file.Length - at);
            hash.AppendData(file.ReadBytes(at, count));
            progress(count);
        }

        return Hex(hash.GetHashAndReset());
    }

    public static string Compute(string path, Action<long> progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        var buffer = new byte[Step];
        for (long at = 0; RandomAccess.Read(handle, buffer, at) is var count && count > 0; at += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, count));
            progress(count);
        }

        return Hex(hash.GetHashAndReset());
    }

#if NET9_0_OR_GREATER
    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
#else
    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
#endif
}
