using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi;

/// <summary>Where a recorder writes.</summary>
public sealed record RouteRecorderOptions
{
    /// <summary>The file; its folder exists.</summary>
    public required string Path { get; init; }

    /// <summary>Size from which the file is renamed and a new one begun, in bytes; at least 4096. Default 64 MiB.</summary>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>Older files that are kept beside it; not negative. Default 4.</summary>
    public int KeepFiles { get; init; } = 4;

    /// <summary>Records that may wait to be written; at least 1. What comes when it is full is dropped and counted. Default 4,096.</summary>
    public int QueueLength { get; init; } = 4096;
}

/// <summary>
/// Writes one JSON line per request: its decision, its outcome and the facts behind them, so that <c>hybridai route replay</c> can decide
/// it again under another policy. Without content; names of tenants and tools are pseudonyms. Thread-safe.
/// </summary>
/// <remarks>Never makes a request wait: what the disk cannot take in time is dropped and counted in the file. One process writes a file.</remarks>
public sealed class RouteRecorder : IRouteRecorder, IDisposable, IAsyncDisposable
{
    private readonly RouteRecorderOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<(RouteRecord Record, RouteSetting Setting)> _queue;
    private readonly Task _writing;
    private FileStream _file;
    private RouteSetting? _written;
    private long _dropped;

    /// <summary>Opens the file and goes on behind what is there.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="logger">Is told when the file cannot be written. Default nobody.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="IOException">The file cannot be opened, or another process writes it.</exception>
    public RouteRecorder(RouteRecorderOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFileBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfNegative(options.KeepFiles);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueueLength, 1);

        _options = options;
        _logger = logger ?? NullLogger.Instance;
        _queue = Channel.CreateBounded<(RouteRecord, RouteSetting)>(
            new BoundedChannelOptions(options.QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _file = Open();
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Records that were dropped because the disk was too slow or refused.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void Record(RouteRecord record, RouteSetting setting)
    {
        if (!_queue.Writer.TryWrite((record, setting)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task WriteAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        var failing = false;
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var count = 0;
            while (count < 512 && _queue.Reader.TryRead(out var next))
            {
                count++;
                Line(buffer, json, next.Record, next.Setting);
            }

            try
            {
                await _file.WriteAsync(buffer.WrittenMemory).ConfigureAwait(false);
                await _file.FlushAsync().ConfigureAwait(false);
                Rotate();
                failing = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Interlocked.Add(ref _dropped, count);
                _written = null;
                if (!failing)
                {
                    Log.RecorderFailed(_logger, e.GetType().Name);
                }

                failing = true;
            }

            buffer.ResetWrittenCount();
        }
    }

    private void Line(ArrayBufferWriter<byte> buffer, Utf8JsonWriter json, RouteRecord record, RouteSetting setting)
    {
        if (!ReferenceEquals(setting, _written))
        {
            _written = setting;
            RecordJson.Write(json, setting);
            End(buffer, json);
        }

        RecordJson.Write(json, record);
        End(buffer, json);
    }

    private static void End(ArrayBufferWriter<byte> buffer, Utf8JsonWriter json)
    {
        json.Flush();
        json.Reset();
        buffer.Write("\n"u8);
    }

    private void Rotate()
    {
        if (_file.Length < _options.MaxFileBytes)
        {
            return;
        }

        _file.Dispose();
        for (var i = _options.KeepFiles; i > 0; i--)
        {
            var from = i == 1 ? _options.Path : Older(i - 1);
            if (File.Exists(from))
            {
                File.Move(from, Older(i), overwrite: true);
            }
        }

        if (_options.KeepFiles == 0)
        {
            File.Delete(_options.Path);
        }

        _file = Open();
        _written = null; // Each file can be read by itself.
    }

    private string Older(int number) => string.Create(CultureInfo.InvariantCulture, $"{_options.Path}.{number}");

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(_options.Path, options);
    }
}
