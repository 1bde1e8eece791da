using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace HybridAi.Plumbing;

/// <summary>Hears everything the process says of itself, at every level: logs, spans, metrics. One ear per asynchronous flow.</summary>
internal sealed class Witness : ILoggerProvider, IDisposable
{
    private static readonly AsyncLocal<ConcurrentQueue<string>?> s_ear = new();

    private readonly ActivityListener _spans;
    private readonly MeterListener _metrics = new();

    public Witness()
    {
        _spans = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                Hear($"{span.Source.Name} {span.DisplayName} {span.StatusDescription}");
                foreach (var tag in span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)))
                {
                    Hear($"{tag.Key}={tag.Value}");
                }

                foreach (var item in span.Baggage)
                {
                    Hear($"{item.Key}={item.Value}");
                }
            },
        };
        ActivitySource.AddActivityListener(_spans);
        _metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.Contains("HybridAi", StringComparison.Ordinal) || instrument.Meter.Name.StartsWith("System.Net", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _metrics.SetMeasurementEventCallback<long>((i, v, tags, _) => Hear(i, tags));
        _metrics.SetMeasurementEventCallback<double>((i, v, tags, _) => Hear(i, tags));
        _metrics.SetMeasurementEventCallback<int>((i, v, tags, _) => Hear(i, tags));
        _metrics.Start();
    }

    /// <summary>From here on what this flow causes is kept in the queue.</summary>
    public static ConcurrentQueue<string> Listen() => s_ear.Value = new();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName);

    public void Dispose()
    {
        _spans.Dispose();
        _metrics.Dispose();
    }

    private static void Hear(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            Hear($"{instrument.Name} {tag.Key}={tag.Value}");
        }
    }

    private static void Hear(string text) => s_ear.Value?.Enqueue(text);

    private sealed class Logger(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Hear($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Hear($"{category} {logLevel} {eventId} {formatter(state, exception)} {exception}");
            foreach (var (key, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                Hear($"{key}={value}");
            }
        }
    }
}
