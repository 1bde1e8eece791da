using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Chooses the pipeline of each target.</summary>
internal static class TargetPipelines
{
    /// <summary>Off-device targets are retried and limited; a model on the device is neither: the same call would fail the same way.</summary>
    public static Func<Target, ITargetPipeline> For(HybridAiOptions options, TimeProvider time)
    {
        var jitter = new Jitter();
        return target => target.Profile.Location == Location.Device
            ? TargetPipeline.Direct
            : new PollyTargetPipeline(target.Name, options.Resilience, options.Timeouts, time, jitter.Next);
    }

    // Spreads retries of many clients; needs no secrecy, only difference between processes.
    private sealed class Jitter
    {
        private readonly Random _random = new();
        private readonly object _lock = new();

        public double Next()
        {
            lock (_lock)
            {
                return _random.NextDouble();
            }
        }
    }
}
