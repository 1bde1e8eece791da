using System.Diagnostics;
using System.Globalization;

namespace HybridAi.Benchmarks.Routing;

/// <summary>How long it takes to decide recorded traffic again, under its own policy and under another one.</summary>
public static class ReplayReport
{
    /// <summary>Simulates, records and replays so many requests.</summary>
    /// <param name="requests">Requests at least.</param>
    /// <param name="file">Where the records go and stay; without it they are deleted at the end.</param>
    public static async Task<string> MeasureAsync(int requests, string? file)
    {
        var path = file ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var recording = Stopwatch.StartNew();
            await using (var recorder = new RouteRecorder(new() { Path = path, MaxFileBytes = long.MaxValue, QueueLength = requests + 1000 }))
            {
                await new TurnSimulation(recorder: recorder).RunAsync(requests);
            }

            recording.Stop();
            var (read, same) = Replay(path, null);
            var (again, moved) = Replay(path, p => p with { Threshold = 0.3, FrontierThreshold = null });
            return string.Create(CultureInfo.InvariantCulture, $"""
                | what | measured |
                |---|---|
                | requests simulated and recorded | {same.Records:N0}, {new FileInfo(path).Length / 1e6:0} MB, {recording.Elapsed.TotalSeconds:0.0} s |
                | read and decided again under their own policy | {read.TotalSeconds:0.0} s, {same.Same:N0} exactly the same |
                | read and decided under their own and another policy | {again.TotalSeconds:0.0} s, {moved.Moved:N0} go elsewhere |
                """);
        }
        finally
        {
            if (file is null)
            {
                File.Delete(path);
            }
        }
    }

    private static (TimeSpan Time, (int Records, int Same, int Moved) Counts) Replay(string path, Func<HybridPolicy, HybridPolicy>? other)
    {
        var started = Stopwatch.GetTimestamp();
        var (records, same, moved) = (0, 0, 0);
        RouteSetting? last = null;
        RouteReplay? old = null, now = null;
        using var reader = new StreamReader(path);
        foreach (var (record, setting) in RouteRecordReader.Read(reader))
        {
            if (!ReferenceEquals(setting, last))
            {
                last = setting;
                old = new(setting);
                now = other is null ? null : new(setting with { Policy = other(setting.Policy) });
            }

            records++;
            same += old!.Decide(record).Decision is { } decision && RouteReplay.Same(decision, record.Decision) ? 1 : 0;
            moved += now is not null && now.Decide(record).Decision?.Target != record.Decision.Target ? 1 : 0;
        }

        return (Stopwatch.GetElapsedTime(started), (records, same, moved));
    }
}
