using Microsoft.Extensions.Logging;

namespace HybridAi.Cli.Infrastructure;

/// <summary>Says on standard error what the library warns of when settings are read. What befalls a single request the verbs tell themselves.</summary>
internal sealed class LoadWarnings(CliContext context) : ILogger<HybridChatClient>
{
    private static readonly HashSet<string> _told = ["DeadRule", "CalibrationStale"];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && eventId.Name is { } name && _told.Contains(name))
        {
            context.Error.WriteLine("warning: " + formatter(state, exception));
        }
    }
}
