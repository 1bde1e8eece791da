using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi;

/// <summary>Where an audit file lies and how it is written.</summary>
public sealed record AuditLogOptions
{
    /// <summary>The file. Its folder exists; older files of the chain lie beside it.</summary>
    public required string Path { get; init; }

    /// <summary>The key: at least 32 random bytes as base64 or hexadecimal digits. Never written anywhere.</summary>
    public required string Key { get; init; }

    /// <summary>Size from which the file is renamed and a new one begun, in bytes. Default 64 MiB.</summary>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>Whether each batch waits until the disk has it. Default <see langword="true"/>; otherwise a power cut may lose the last seconds.</summary>
    public bool Sync { get; init; } = true;

    /// <summary>Whether requests stay on the device while the file cannot be written. Default <see langword="true"/>.</summary>
    public bool FailClosed { get; init; } = true;

    /// <summary>Records that may wait to be written; at least 2. Default 4,096.</summary>
    public int QueueLength { get; init; } = 4096;
}

/// <summary>
/// An append-only file with one JSON line per request that ended, chained by HMAC-SHA256: what is deleted, edited, reordered or rewritten
/// later is found by whoever holds the key, what is cut off at the end by whoever also knows a head. Thread-safe.
/// </summary>
/// <remarks>
/// One process writes a file; a second one is refused. Records wait in a bounded queue and are written in batches by one thread.
/// Disposing writes what waits. The key is handed in and not kept in clear.
/// </remarks>
public sealed class AuditLog : IAuditSink, IDisposable
{
    private const int MostPerBatch = 512;

    private readonly AuditFile _file;
    private readonly AuditKey _key;
    private readonly BlockingCollection<(string Kind, Action<Utf8JsonWriter> Members)> _queue;
    private readonly Thread _writer;
    private readonly ManualResetEventSlim _ending = new();
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly AuditMeter _meter;
    private readonly bool _failClosed;
    private long _lost;
    private int _disposed;
    private volatile bool _failing;
    private volatile string _head;

    private AuditLog(AuditFile file, AuditKey key, AuditLogOptions options, ILogger logger, TimeProvider time)
    {
        _file = file;
        _key = key;
        _logger = logger;
        _time = time;
        _failClosed = options.FailClosed;
        _head = file.Head;
        _queue = new(options.QueueLength);
        _meter = new(this);
        _writer = new(Work) { IsBackground = true, Name = "HybridAi audit" };
        _writer.Start();
    }

    /// <summary>Opens a file, or begins one, and goes on behind its last record.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="logger">Gets the head, for anchoring outside, and failures. Default nobody.</param>
    /// <param name="time">The clock. Default the system's.</param>
    /// <exception cref="ArgumentException">The key is none, or a number is out of range; the message says what to write.</exception>
    /// <exception cref="IOException">The file cannot be opened, or another process writes it.</exception>
    /// <exception cref="InvalidDataException">The file was written with another key, was changed at its end, or is no audit file.</exception>
    public static AuditLog Open(AuditLogOptions options, ILogger? logger = null, TimeProvider? time = null) =>
        Open(options, logger, time, beforeWrite: null);

    /// <summary>Opens a file whose writes can be made to fail.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="logger">Gets the head and failures.</param>
    /// <param name="time">The clock.</param>
    /// <param name="beforeWrite">Runs before each write and may throw, as a full disk does.</param>
    internal static AuditLog Open(AuditLogOptions options, ILogger? logger, TimeProvider? time, Action? beforeWrite)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFileBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueueLength, 2);
        var key = AuditKey.TryParse(options.Key) ?? throw new ArgumentException(
            $"The audit's key is missing or too short. Hand in at least {AuditKey.LeastBytes} random bytes as base64 or hexadecimal digits, for example from 'openssl rand -base64 32'.",
            nameof(options));

        logger ??= NullLogger.Instance;
        time ??= TimeProvider.System;
        var file = new AuditFile(options.Path, key, options.MaxFileBytes, options.Sync, time.GetUtcNow(), beforeWrite);
        if (file.Torn > 0)
        {
            Log.AuditTorn(logger, file.Torn);
        }

        Log.AuditHead(logger, file.Sequence, file.Head);
        return new(file, key, options, logger, time);
    }

    /// <summary>Code of the last record written. Kept outside, it proves later that nothing was cut off.</summary>
    public string Head => _head;

    /// <summary>Number of records that could not be kept since the last one was; 0 when all is well.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <inheritdoc/>
    /// <remarks>With fail-closed: <see langword="false"/> while the last write failed or half of the queue is taken.</remarks>
    public bool MayLeave => !_failClosed || (!_failing && _disposed == 0 && _queue.Count <= _queue.BoundedCapacity / 2);

    /// <inheritdoc/>
    public void Write(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        Add(AuditRecords.Request, AuditRecords.Of(entry, _key));
    }

    /// <summary>Writes what waits, logs the head, and closes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _queue.CompleteAdding();
        _ending.Set();
        _writer.Join();
        _meter.Dispose();
        _file.Dispose();
        _queue.Dispose();
        _ending.Dispose();
        Log.AuditHead(_logger, Sequence, _head);
    }

    internal long Sequence => _file.Sequence;

    internal void Reloaded(string result, string old, string current) =>
        Add(AuditRecords.Reload, AuditRecords.Reloaded(_time.GetUtcNow(), result, old, current));

    private void Add(string kind, Action<Utf8JsonWriter> members)
    {
        try
        {
            // A full queue makes a request that has ended wait for the disk before its record is given up.
            if (!_queue.TryAdd((kind, members), _failClosed && !_failing ? TimeSpan.FromSeconds(5) : TimeSpan.Zero))
            {
                Interlocked.Increment(ref _lost);
            }
        }
        catch (InvalidOperationException)
        {
            Interlocked.Increment(ref _lost); // Disposed while requests were still running.
        }
    }

    private void Work()
    {
        var batch = new List<(string Kind, Action<Utf8JsonWriter> Members)>();
        var heads = 0L;
        while (_queue.TryTake(out var first, Timeout.Infinite)) // False only when adding has ended and nothing waits.
        {
            batch.Add(first);
            while (batch.Count < MostPerBatch && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            Keep(batch);
            batch.Clear();
            if (_file.Sequence / 1000 != heads)
            {
                heads = _file.Sequence / 1000;
                Log.AuditHead(_logger, _file.Sequence, _head);
            }
        }

        if (Lost > 0)
        {
            Keep(batch);
        }
    }

    private void Keep(List<(string Kind, Action<Utf8JsonWriter> Members)> batch)
    {
        var now = _time.GetUtcNow();
        var lost = Interlocked.Read(ref _lost);
        if (lost > 0)
        {
            batch.Insert(0, (AuditRecords.Lost, AuditRecords.Missing(now, lost)));
        }

        while (true)
        {
            // Asked before the try: records are given up only after a try that began when the end was known.
            bool last = _queue.IsAddingCompleted;
            try
            {
                _file.Append(batch, now);
                Interlocked.Add(ref _lost, -lost);
                _head = _file.Head;
                _failing = false;
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
            {
                if (!_failing)
                {
                    Log.AuditFailed(_logger, e.GetType().Name);
                }

                _failing = true;
                if (last)
                {
                    Interlocked.Add(ref _lost, batch.Count - (lost > 0 ? 1 : 0));
                    return;
                }

                // The records stay where they are; requests that end meanwhile fill the queue, then they are counted.
                _ending.Wait(TimeSpan.FromMilliseconds(250));
            }
        }
    }
}
