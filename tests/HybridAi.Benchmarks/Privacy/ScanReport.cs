using System.Globalization;
using System.Text;
using HybridAi.Privacy;
using HybridAi.Privacy.Tests.Detection;

namespace HybridAi.Benchmarks.Privacy;

/// <summary>The speed of the scan as a page: throughput, the slowest of many prompts, and hostile texts of 1 MB. Processor time of this process, the best of several runs.</summary>
internal static class ScanReport
{
    private const int Prompt = 4096, Megabyte = 1_000_000, Goal = 20;
    private static readonly PrivacyScanner s_identifiers = new(new PrivacyScannerOptions { DetectNames = false, DetectStatements = false });

    /// <summary>Measures everything; about three minutes.</summary>
    public static string Measure()
    {
        // The runtime compiles what is hot in the background: let it finish first.
        for (var i = 0; i < 300; i++)
        {
            Scan(PrivacyScanner.Default, ScanTexts.Make(dense: true, 16 * Prompt));
            Scan(s_identifiers, ScanTexts.Make(dense: i % 2 == 0, 16 * Prompt));
        }

        foreach (var (_, make) in HostileTexts.All)
        {
            Scan(PrivacyScanner.Default, make(5 * Prompt));
        }

        Thread.Sleep(1000);
        var page = new StringBuilder();
        page.AppendLine("| what | clean | dense |").AppendLine("|---|---|---|");
        Speed(page, "identifiers and secrets", s_identifiers);
        Speed(page, "everything", PrivacyScanner.Default);
        page.AppendLine();
        Hostile(page);
        return page.ToString();
    }

    private static void Speed(StringBuilder page, string name, PrivacyScanner scanner)
    {
        var cells = new List<string>();
        foreach (var dense in new[] { false, true })
        {
            var text = ScanTexts.Make(dense, 64 * Prompt);
            var best = Best(60, () => Scan(scanner, text));
            List<double> each = [.. Enumerable.Range(0, 64).Select(p => text.Substring(p * Prompt, Prompt)).Select(p => Best(15, () => Repeat(scanner, p)) / 20)];
            each.Sort();
            cells.Add(string.Create(CultureInfo.InvariantCulture, $"{text.Length / best / 1000:N0} MB/s; 4 KB: median {each[32] * 1000:0.0} µs, slowest of 64 prompts {each[^1] * 1000:0.0} µs"));
        }

        page.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {cells[0]} | {cells[1]} |");
    }

    private static void Repeat(PrivacyScanner scanner, string prompt)
    {
        for (var i = 0; i < 20; i++)
        {
            scanner.Scan(prompt);
        }
    }

    private static void Hostile(StringBuilder page)
    {
        var rows = new List<(string Name, double Time, double Ratio, int Found)>();
        foreach (var (name, make) in HostileTexts.All)
        {
            string half = make(Megabyte / 2), whole = make(Megabyte);
            double once = Best(5, () => PrivacyScanner.Default.Scan(half)), twice = Best(5, () => PrivacyScanner.Default.Scan(whole));
            rows.Add((name, twice, twice / once, PrivacyScanner.Default.Scan(whole).Findings.Count));
        }

        rows.Sort((a, b) => b.Time.CompareTo(a.Time));
        page.AppendLine(CultureInfo.InvariantCulture, $"{rows.Count} hostile texts of 1 MB: {rows.Count(r => r.Time <= Goal)} take at most {Goal} ms, {rows.Count(r => r.Time <= 2 * Goal)} at most {2 * Goal} ms, the slowest {rows[0].Time:0} ms, the median {rows[rows.Count / 2].Time:0} ms; twice the length takes at most {rows.Max(r => r.Ratio):0.00} times as long ({rows.Count(r => r.Ratio > 2.2)} above 2.2).");
        page.AppendLine().AppendLine("| repeated | ms for 1 MB | of 0.5 MB | findings |").AppendLine("|---|---|---|---|");
        foreach (var (name, time, ratio, found) in rows.Where(r => r.Time > Goal))
        {
            var shown = name.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
                .Replace("\u200B", "U+200B ", StringComparison.Ordinal).Replace("\u00A0", "U+00A0 ", StringComparison.Ordinal).Replace("\u2011", "U+2011 ", StringComparison.Ordinal);
            page.AppendLine(CultureInfo.InvariantCulture, $"| `` {shown} `` | {time:0} | × {ratio:0.00} | {found:N0} |");
        }
    }

    private static void Scan(PrivacyScanner scanner, string text)
    {
        for (var at = 0; at < text.Length; at += Prompt)
        {
            scanner.Scan(text.AsSpan(at, Math.Min(Prompt, text.Length - at)));
        }
    }

    /// <summary>Milliseconds of processor time, the best of some runs.</summary>
    private static double Best(int runs, Action run)
    {
        var best = double.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            run();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        return best;
    }
}
