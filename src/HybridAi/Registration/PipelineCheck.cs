using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace HybridAi;

/// <summary>Looks for middleware in places where it sees or keeps what the gate protects, and says so when the application starts.</summary>
/// <remarks>Upstream's types are never loaded, only looked for. A middleware of another make is seen where it is the outermost.</remarks>
internal static class PipelineCheck
{
    private const string FunctionInvocation = "Microsoft.Extensions.AI.FunctionInvokingChatClient, Microsoft.Extensions.AI";
    private const string Logging = "Microsoft.Extensions.AI.LoggingChatClient, Microsoft.Extensions.AI";
    private const string Telemetry = "Microsoft.Extensions.AI.OpenTelemetryChatClient, Microsoft.Extensions.AI";
    private const string Caching = "Microsoft.Extensions.AI.DistributedCachingChatClient, Microsoft.Extensions.AI";

    /// <summary>Middleware inside a target: behind the gate, or beside raw text.</summary>
    public static void Inside(Target target, ILogger logger)
    {
        var found = Found(target.Client).ToList();
        if (found.Count == 0)
        {
            return;
        }

        if (target.Profile.Location != Privacy.Location.Device)
        {
            Log.MiddlewareInTarget(logger, target.Name, found[0]);
        }
        else if (found.Find(n => Consequence(n) is not null) is { } name)
        {
            Log.MiddlewareInDeviceTarget(logger, target.Name, name, Consequence(name)!);
        }
    }

    /// <summary>Middleware around the hybrid client: it has every value that the gate masked, put back.</summary>
    /// <param name="outer">What the application calls.</param>
    /// <param name="hybrid">The client it is to end in; anything else is none of our business.</param>
    /// <param name="logger">Gets the warnings.</param>
    /// <param name="loggers">Says whether upstream's logging would write messages at all.</param>
    public static void Around(IChatClient outer, HybridChatClient hybrid, ILogger logger, ILoggerFactory? loggers)
    {
        if (ReferenceEquals(outer, hybrid) || !ReferenceEquals(outer.GetService<HybridChatClient>(), hybrid))
        {
            return;
        }

        foreach (var name in Found(outer))
        {
            // Messages are written at trace level only.
            if (Consequence(name) is { } consequence
                && (!IsLogging(name) || loggers?.CreateLogger("Microsoft.Extensions.AI." + name).IsEnabled(LogLevel.Trace) == true))
            {
                Log.MiddlewareAround(logger, name, consequence);
            }
        }
    }

    private static IEnumerable<string> Found(IChatClient client)
    {
        var outermost = client.GetService<DelegatingChatClient>()?.GetType().Name;
        if (outermost is not null)
        {
            yield return outermost;
        }

        foreach (var type in (Type?[])[Type.GetType(FunctionInvocation), Type.GetType(Logging), Type.GetType(Telemetry), Type.GetType(Caching)])
        {
            if (type is not null && type.Name != outermost && client.GetService(type) is not null)
            {
                yield return type.Name;
            }
        }
    }

    private static string? Consequence(string name) =>
        IsLogging(name) ? "at trace level it writes messages and answers to the log"
        : name.Contains("Telemetry", StringComparison.Ordinal) ? "with EnableSensitiveData it writes messages and answers into spans"
        : name.Contains("Cach", StringComparison.Ordinal) ? "it stores answers, with their values, wherever the cache is"
        : null;

    private static bool IsLogging(string name) => name.Contains("Logging", StringComparison.Ordinal);
}
