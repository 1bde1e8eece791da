using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi;

/// <summary>The audit of a container: the application's own sink, else the file that the options name, else none.</summary>
internal sealed class AuditHolder : IDisposable
{
    private readonly AuditLog? _log;

    public AuditHolder(IServiceProvider services)
    {
        var policies = services.GetRequiredService<PolicySource>();
        Sink = services.GetService<IAuditSink>();
        if (Sink is null && policies.Options.Audit is { Path: { Length: > 0 } path } options)
        {
            Sink = _log = Open(path, options, services);
            policies.Watch = _log.Reloaded;
        }
    }

    public IAuditSink? Sink { get; }

    public void Dispose() => _log?.Dispose();

    // Messages hold no path: what the system says does.
    private static AuditLog Open(string path, HybridAiAuditOptions options, IServiceProvider services)
    {
        try
        {
            return AuditLog.Open(
                new()
                {
                    Path = path,
                    Key = Key(options, services.GetService<IConfiguration>()),
                    MaxFileBytes = options.MaxFileBytes,
                    Sync = options.Sync,
                    FailClosed = options.FailClosed,
                    QueueLength = options.QueueLength,
                },
                HybridClientFactory.Logger(services),
                services.GetRequiredService<TimeProvider>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Wrong("Path", e is DirectoryNotFoundException ? "lies in a folder that does not exist: make the folder"
                : "cannot be opened for writing: another process may write it (one file per process), or its permissions forbid it");
        }
        catch (InvalidDataException e)
        {
            throw Wrong("Path", $"cannot be continued: {e.Message}. Name a new file, or hand in the key it was written with");
        }
    }

    private static string Key(HybridAiAuditOptions options, IConfiguration? configuration)
    {
        var key = options.Key is { Length: > 0 } given ? given
            : options.KeyName is { Length: > 0 } name ? configuration?[name] : null;
        return AuditKey.TryParse(key) is not null ? key! : throw Wrong(
            key is null && options.KeyName is { Length: > 0 } ? "KeyName" : "Key",
            $"gives no key, and an audit needs one: at least {AuditKey.LeastBytes} random bytes as base64 or hexadecimal digits, for example "
                + "from 'openssl rand -base64 32', as Audit:Key or as the configuration value that Audit:KeyName names");
    }

    private static OptionsValidationException Wrong(string option, string text) =>
        new(PolicySource.Root, typeof(HybridAiOptions), [$"{PolicySource.Root}:Audit:{option} {text}."]);
}
