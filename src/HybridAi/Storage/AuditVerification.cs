namespace HybridAi;

/// <summary>What a check of an audit file found.</summary>
/// <param name="Records">Records whose codes are right.</param>
/// <param name="Files">Files read.</param>
/// <param name="Head">Code of the last good record; <see langword="null"/> when there is none.</param>
/// <param name="Problems">What is wrong, each with its place; empty when nothing is.</param>
/// <param name="Notes">What an auditor should know and is not wrong: interrupted lines a later record vouches for, lost records.</param>
public sealed record AuditVerification(
    long Records, int Files, string? Head, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => Problems.Count == 0;
}

/// <summary>Checks audit files.</summary>
public static class AuditVerifier
{
    /// <summary>
    /// Checks every record of a file and of the older files of its chain: their codes, their order, and that none is missing. With a head
    /// also that nothing was cut off behind the record the head belongs to.
    /// </summary>
    /// <param name="path">The newest file. A file that was renamed when it grew too big is checked alone.</param>
    /// <param name="key">The key the records were written with.</param>
    /// <param name="head">A head that was kept outside; at least its first 12 digits. <see langword="null"/>: a cut end cannot be noticed.</param>
    /// <param name="mayBeginLater">Whether older files may be gone, archived for example.</param>
    /// <exception cref="ArgumentException">The key is none, or the head is shorter.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AuditVerification Verify(string path, string key, string? head = null, bool mayBeginLater = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var parsed = AuditKey.TryParse(key) ?? throw new ArgumentException(
            $"The key is missing or too short: at least {AuditKey.LeastBytes} bytes as base64 or hexadecimal digits.", nameof(key));
        head = head?.Trim().ToLowerInvariant();
        if (head is not null && (head.Length is < 12 or > AuditLine.CodeLength || !head.All(char.IsAsciiHexDigit)))
        {
            throw new ArgumentException("A head has 12 to 64 hexadecimal digits.", nameof(head));
        }

        return Verify(
            AuditFile.Chain(path).Select(f => (Path.GetFileName(f), (Stream)new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))),
            new AuditCheck(parsed, head, mayBeginLater));
    }

    /// <summary>The files of a chain, oldest first: those that were renamed when they grew too big, then the newest.</summary>
    /// <param name="path">The newest file.</param>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        return [.. AuditFile.Chain(path)];
    }

    internal static AuditVerification Verify(IEnumerable<(string Name, Stream Stream)> chain, AuditCheck check)
    {
        var files = 0;
        foreach (var (name, stream) in chain)
        {
            files++;
            check.Begin(name);
            using var closing = stream;
            foreach (var (line, whole) in Lines(stream))
            {
                check.See(line, whole);
            }
        }

        return check.Result(files);
    }

    // Lines are bounded: a file without line feeds is no audit file.
    private static IEnumerable<(byte[] Line, bool Whole)> Lines(Stream stream)
    {
        const int Most = 1 << 20;
        var line = new List<byte>(1024);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var at = 0;
            while (at < read)
            {
                var feed = Array.IndexOf(buffer, (byte)'\n', at, read - at);
                var end = feed < 0 ? read : feed;
                if (line.Count + end - at > Most)
                {
                    throw new InvalidDataException("A line is longer than any record: this is no audit file.");
                }

                line.AddRange(buffer.AsSpan(at, end - at));
                at = end + 1;
                if (feed >= 0)
                {
                    yield return ([.. line], true);
                    line.Clear();
                }
            }
        }

        if (line.Count > 0)
        {
            yield return ([.. line], false);
        }
    }
}
