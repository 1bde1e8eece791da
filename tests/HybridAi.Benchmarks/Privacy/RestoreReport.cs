using System.Globalization;
using System.Text;

namespace HybridAi.Benchmarks.Privacy;

/// <summary>The streams of <see cref="RestoreBenchmarks"/> by processor time, the best of many runs: steady also while the machine does other work.</summary>
internal static class RestoreReport
{
    private const int Deltas = 1000;
    private const int Rounds = 200;

    public static string Measure()
    {
        var streams = new RestoreBenchmarks();
        streams.Setup();
        var text = new StringBuilder("| stream | time | allocated |\n|---|---|---|\n");
        foreach (var (name, run) in new (string, Func<int>)[]
        {
            ("prose", streams.Prose),
            ("text full of brackets", streams.CodeBrackets),
            ("one word in twenty is a token, in six deltas", streams.Tokens),
            ("half of it links with tokens in them", streams.Links),
        })
        {
            var (best, length) = (double.MaxValue, 0L);
            for (var i = 0; i < 40; i++)
            {
                var before = Environment.CpuUsage.TotalTime;
                for (var round = 0; round < Rounds; round++)
                {
                    length += run();
                }

                best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / Rounds / Deltas);
            }

            var held = GC.GetAllocatedBytesForCurrentThread();
            length += run();
            var bytes = (GC.GetAllocatedBytesForCurrentThread() - held) / Deltas;
            if (length == 0)
            {
                throw new InvalidOperationException("Nothing was restored.");
            }

            text.Append(string.Create(CultureInfo.InvariantCulture, $"| {name} | {best:F0} ns | {bytes} B |\n"));
        }

        return text.ToString();
    }
}
