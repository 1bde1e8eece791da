using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi;

/// <summary>The recorder of a container: the application's own, else the file that the options name, else none.</summary>
internal sealed class RecorderHolder : IDisposable
{
    private readonly RouteRecorder? _file;

    public RecorderHolder(IServiceProvider services)
    {
        Recorder = services.GetService<IRouteRecorder>();
        if (Recorder is null && services.GetRequiredService<PolicySource>().Options.Recorder is { Path: { Length: > 0 } path } options)
        {
            Recorder = _file = Open(path, options, services);
        }
    }

    public IRouteRecorder? Recorder { get; }

    public void Dispose() => _file?.Dispose();

    // Messages hold no path: what the system says does.
    private static RouteRecorder Open(string path, HybridAiRecorderOptions options, IServiceProvider services)
    {
        try
        {
            return new(
                new() { Path = path, MaxFileBytes = options.MaxFileBytes, KeepFiles = options.KeepFiles, QueueLength = options.QueueLength },
                HybridClientFactory.Logger(services));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var why = e is DirectoryNotFoundException ? "lies in a folder that does not exist: make the folder"
                : "cannot be opened for writing: another process may write it (one file per process), or its permissions forbid it";
            throw new OptionsValidationException(PolicySource.Root, typeof(HybridAiOptions), [$"{PolicySource.Root}:Recorder:Path {why}."]);
        }
    }
}
