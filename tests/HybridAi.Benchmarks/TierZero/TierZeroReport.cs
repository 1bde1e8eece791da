using System.Diagnostics;
using System.Globalization;

namespace HybridAi.Benchmarks.TierZero;

/// <summary>Percentiles of single calls, and the first use of a process, which no repeated benchmark shows.</summary>
internal static class TierZeroReport
{
    private const int Calls = 20_000;
    private const int ColdRuns = 21;

    public static async Task<string> MeasureAsync()
    {
        string prompt = Prompts.OfLength(2048);
        var shipped = PromptClassifier.Default;
        var calibrated = shipped.With(Prompts.Adjustment(shipped));
        List<string> lines = ["| tier 0, a prompt of 2 KB | p50 | p99 | allocated |", "|---|---|---|---|", Line("shipped", shipped, prompt), Line("calibrated", calibrated, prompt)];
        var cold = new List<double>();
        for (var i = 0; i < ColdRuns; i++) cold.Add(await ColdAsync());
        cold.Sort();
        lines.Add("");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"First use of a new process, everything still to be compiled: best {cold[0]:0.0} ms, median {cold[ColdRuns / 2]:0.0} ms of {ColdRuns} (processor time of the process)."));
        return string.Join('\n', lines);
    }

    /// <summary>What a new process prints: milliseconds until the classifier is there.</summary>
    public static string LoadOnce()
    {
        _ = Milliseconds(); // what reads the clock is compiled before
        var start = Milliseconds();
        _ = PromptClassifier.Default;
        return (Milliseconds() - start).ToString(CultureInfo.InvariantCulture);
    }

    // Of the process, not of the clock: others that are waiting for a processor do not count.
    private static double Milliseconds() => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    private static string Line(string name, PromptClassifier classifier, string prompt)
    {
        double p50 = double.MaxValue, p99 = double.MaxValue;
        var times = new double[Calls];
        for (var i = 0; i < Calls; i++) classifier.Score(prompt);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) classifier.Score(prompt);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        for (var run = 0; run < 5; run++)
        {
            for (var i = 0; i < Calls; i++)
            {
                var start = Stopwatch.GetTimestamp();
                classifier.Score(prompt);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            Array.Sort(times);
            (p50, p99) = (Math.Min(p50, times[Calls / 2]), Math.Min(p99, times[Calls * 99 / 100]));
        }

        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {p50:0.0} µs | {p99:0.0} µs | {allocated} B |");
    }

    private static async Task<double> ColdAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TierZeroReport).Assembly.Location, "--tier0-load"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return double.Parse(text, CultureInfo.InvariantCulture);
    }
}
