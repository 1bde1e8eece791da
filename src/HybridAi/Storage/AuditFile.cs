using System.Globalization;
using System.Text.Json;

namespace HybridAi;

/// <summary>An audit file that is open for writing, and the older files of its chain. Used by one thread at a time.</summary>
/// <remarks>
/// Nothing that was written is ever changed: a line that a crash cut off stays, and the next record vouches for its bytes. A file that
/// grew too big is renamed to <c>name.000001.jsonl</c> and the chain goes on in a new one.
/// </remarks>
internal sealed class AuditFile : IDisposable
{
    private const string WrongEnd = "its last record was written with another key, was changed, or it is no audit file";

    private readonly string _path;
    private readonly AuditKey _key;
    private readonly long _mostBytes;
    private readonly bool _sync;
    private readonly Action? _beforeWrite;
    private readonly FileStream _lock;
    private FileStream _stream;
    private long? _takeBackTo;
    private long _rotateAt;
    private bool _closed;

    /// <exception cref="IOException">The file cannot be opened, or another process writes it.</exception>
    /// <exception cref="InvalidDataException">The file was written with another key, or is no audit file.</exception>
    public AuditFile(string path, AuditKey key, long mostBytes, bool sync, DateTimeOffset now, Action? beforeWrite = null)
    {
        _path = path;
        _key = key;
        _mostBytes = _rotateAt = mostBytes;
        _sync = sync;
        _beforeWrite = beforeWrite;
        // Beside the file: a lock on it would keep readers out, and on some systems not keep a second writer out.
        _lock = new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            _stream = Open();
            Continue(now);
        }
        catch
        {
            _stream?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Number of the last record.</summary>
    public long Sequence { get; private set; }

    /// <summary>Code of the last record: whoever knows it can tell that nothing was cut off.</summary>
    public string Head { get; private set; } = AuditLine.NoCode;

    /// <summary>Length of the interrupted line found when the file was opened; 0 when there was none.</summary>
    public int Torn { get; private set; }

    /// <summary>Writes records with one call and, when the file is synced, one wait for the disk.</summary>
    public void Append(IReadOnlyList<(string Kind, Action<Utf8JsonWriter> Members)> records, DateTimeOffset now)
    {
        if (_closed)
        {
            Reopen(now);
        }

        if (_takeBackTo is { } good)
        {
            _stream.SetLength(good);
            _takeBackTo = null;
        }

        for (var written = 0; written < records.Count;)
        {
            if (_stream.Length >= _rotateAt)
            {
                Rotate(now);
            }

            written += Write([], records, written);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _lock.Dispose();
    }

    // Writes what fits into this file, at least one record.
    private int Write(ReadOnlySpan<byte> before, IReadOnlyList<(string Kind, Action<Utf8JsonWriter> Members)> records, int from)
    {
        var (sequence, head) = (Sequence, Head);
        using var batch = new MemoryStream();
        batch.Write(before);
        var start = _stream.Length;
        var at = from;
        do
        {
            batch.Write(AuditLine.Write(_key, ++sequence, head, records[at].Kind, records[at].Members, out head));
        }
        while (++at < records.Count && start + batch.Length < _rotateAt);

        try
        {
            _beforeWrite?.Invoke();
            _stream.Write(batch.GetBuffer(), 0, (int)batch.Length);
            _stream.Flush(flushToDisk: _sync);
        }
        catch (IOException)
        {
            // Half a batch on a full disk: taken back, so that the same records can be written when there is room.
            _takeBackTo = start;
            throw;
        }

        (Sequence, Head) = (sequence, head);
        return at - from;
    }

    /// <summary>The files of a chain, oldest first.</summary>
    public static IEnumerable<string> Chain(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (name, extension) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        var older = Directory.Exists(folder)
            ? Directory.GetFiles(folder, $"{name}.*{extension}").Where(f => NumberOf(f, name, extension) > 0).OrderBy(f => NumberOf(f, name, extension)).ToArray()
            : [];
        return File.Exists(path) ? older.Append(path) : older;
    }

    private static int NumberOf(string file, string name, string extension)
    {
        var middle = Path.GetFileName(file).AsSpan();
        return middle.Length > name.Length + 1 + extension.Length
            && int.TryParse(middle[(name.Length + 1)..^extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(_path, options);
    }

    // Goes on behind the last good record: of this file, else of the one before.
    private void Continue(DateTimeOffset now)
    {
        var tail = AuditTail.Read(_stream, _key);
        if (tail is { Last: null, Lines: > 0 })
        {
            throw new InvalidDataException(WrongEnd);
        }

        var last = tail.Last;
        foreach (var older in Chain(_path).Where(f => Path.GetFullPath(f) != Path.GetFullPath(_path)).Reverse())
        {
            if (last is not null)
            {
                break;
            }

            using var stream = File.OpenRead(older);
            last = AuditTail.Read(stream, _key).Last ?? throw new InvalidDataException(WrongEnd);
        }

        (Sequence, Head) = last is null ? (0, AuditLine.NoCode) : (last.Sequence, last.Code);
        Torn = tail.Torn.Length;
        _stream.Seek(0, SeekOrigin.End);
        Write(
            Torn > 0 || tail.NeedsFeed ? "\n"u8 : default,
            [(AuditRecords.Open, AuditRecords.Opened(now, _key, Torn > 0 ? AuditLine.HashOf(tail.Torn) : null))], 0);
    }

    private void Rotate(DateTimeOffset now)
    {
        var name = Path.GetFileNameWithoutExtension(_path);
        var extension = Path.GetExtension(_path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        var number = Chain(_path).Select(f => NumberOf(f, name, extension)).DefaultIfEmpty().Max() + 1;
        _stream.Dispose();
        _closed = true;
        try
        {
            File.Move(_path, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{number:D6}{extension}")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A reader may hold it where open files cannot be renamed. A file that is too big is better than none: tried again later.
        }

        Reopen(now);
    }

    // Once more if this fails: the chain goes on from what is in memory.
    private void Reopen(DateTimeOffset now)
    {
        _stream = Open();
        _closed = false;
        _stream.Seek(0, SeekOrigin.End);
        var length = _stream.Length;
        _rotateAt = length < _mostBytes ? _mostBytes : length + (_mostBytes / 4);
        if (length == 0)
        {
            Write([], [(AuditRecords.Open, AuditRecords.Opened(now, _key, null))], 0);
        }
    }
}
