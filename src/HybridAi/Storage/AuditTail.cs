namespace HybridAi;

/// <summary>The end of an audit file: its last record, and what a crash left behind it.</summary>
/// <param name="Last">The last whole record; <see langword="null"/> when there is none or its code is wrong.</param>
/// <param name="Lines">Whole lines looked at.</param>
/// <param name="Torn">Bytes behind the last line feed that are no record.</param>
/// <param name="NeedsFeed">Whether the last record is whole but for its line feed.</param>
internal sealed record AuditTail(AuditLineFacts? Last, int Lines, byte[] Torn, bool NeedsFeed = false)
{
    // Far more than a record.
    private const int Window = 256 * 1024;

    public static AuditTail Read(FileStream stream, AuditKey key)
    {
        var length = (int)Math.Min(stream.Length, Window);
        var bytes = new byte[length];
        stream.Seek(-length, SeekOrigin.End);
        stream.ReadExactly(bytes);
        var feed = bytes.AsSpan().LastIndexOf((byte)'\n');
        var torn = bytes[(feed + 1)..];
        if (AuditLine.Read(key, torn) is { } whole)
        {
            return new(whole, 1, [], NeedsFeed: true);
        }

        if (feed < 0)
        {
            return new(null, 0, torn);
        }

        var start = bytes.AsSpan(0, feed).LastIndexOf((byte)'\n') + 1;
        return new(AuditLine.Read(key, bytes.AsSpan(start, feed - start)), 1, torn);
    }
}
