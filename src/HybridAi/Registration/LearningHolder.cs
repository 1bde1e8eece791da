using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HybridAi;

/// <summary>The learner of a container, and the file that keeps what it has learned over restarts if the options name one.</summary>
internal sealed class LearningHolder : IDisposable
{
    /// <summary>Between two looks at whether there is something new to write.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly object _lock = new();
    private readonly ILogger _logger;
    private readonly string? _path;
    private readonly ITimer? _timer;
    private long _written;

    public LearningHolder(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        _logger = HybridClientFactory.Logger(services);
        Learner = new(time);
        if (services.GetRequiredService<PolicySource>().Options.Learning is { Enabled: true, Path: { Length: > 0 } path })
        {
            Read(_path = path);
            _written = Learner.Changes;
            _timer = time.CreateTimer(_ => Write(), null, Period, Period);
        }
    }

    public OutcomeLearner Learner { get; }

    public void Dispose()
    {
        _timer?.Dispose();
        Write();
    }

    // Messages hold no path.
    private void Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Learner.Read(file);
        }
        catch (FileNotFoundException)
        {
            // The first start.
        }
        catch (InvalidDataException e)
        {
            Log.LearningUnread(_logger, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var why = e is DirectoryNotFoundException ? "lies in a folder that does not exist: make the folder" : "cannot be read: look at its permissions";
            throw new OptionsValidationException(PolicySource.Root, typeof(HybridAiOptions), [$"{PolicySource.Root}:Learning:Path {why}."]);
        }
    }

    private void Write()
    {
        lock (_lock)
        {
            var changes = Learner.Changes;
            if (_path is null || changes == _written)
            {
                return;
            }

            // Whole or not at all: a reader never sees half of it.
            var temporary = _path + ".tmp";
            try
            {
                using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    Learner.Write(file);
                    file.Flush(flushToDisk: true);
                }

                File.Move(temporary, _path, overwrite: true);
                _written = changes;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.LearningUnwritten(_logger, e.GetType().Name);
            }
        }
    }
}
