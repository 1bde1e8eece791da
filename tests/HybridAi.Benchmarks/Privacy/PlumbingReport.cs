using System.Diagnostics;
using System.Globalization;
using System.Text;
using HybridAi.Plumbing;

namespace HybridAi.Benchmarks.Privacy;

/// <summary>The plumbing test's conversations, as many as there is time for, as a report.</summary>
internal static class PlumbingReport
{
    public static async Task<string> MeasureAsync(long scenarios, int seed, double minutes)
    {
        var folder = Directory.CreateTempSubdirectory("hybridai-plumbing-");
        try
        {
            var watch = Stopwatch.StartNew();
            using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
            var result = await new PlumbingRun(seed, folder.FullName).RunAsync(scenarios, Environment.ProcessorCount * 2, enough: enough.Token);
            scenarios = result["scenarios"];
            var took = watch.Elapsed;
            var text = new StringBuilder();
            Line(text, $"# Plumbing: {scenarios:N0} conversations");
            Line(text, $"");
            Line(text, $"**{(result.Leaks.IsEmpty ? "0 occurrences of a labelled value" : $"{result.Leaks.Count} occurrences of a labelled value (stopped)")}** in what a recording HTTP server received, in logs at every level, spans, metrics,");
            Line(text, $"exceptions, decisions, outcomes and the audit file. Searched for: as it is, in another case, without separators, JSON-escaped, percent-encoded, in base64.");
            Line(text, $"");
            Line(text, $"`dotnet run -c Release --project tests/HybridAi.Benchmarks -- --plumbing {scenarios} --seed {seed}`, {took.TotalSeconds:N0} s, {scenarios / took.TotalSeconds:N0} conversations a second.");
            Line(text, $"The same conversations, 10,000 of them, run with the tests (`PlumbingTests`), with a check that a leak made on purpose is found.");
            Line(text, $"");
            Line(text, $"| counted | |");
            Line(text, $"|---|---:|");
            foreach (var (what, count) in result.Counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                Line(text, $"| {what} | {count:N0} |");
            }

            foreach (var leak in result.Leaks)
            {
                Line(text, $"");
                Line(text, $"    {leak.ReplaceLineEndings("\n    ")}");
            }

            return text.ToString();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
