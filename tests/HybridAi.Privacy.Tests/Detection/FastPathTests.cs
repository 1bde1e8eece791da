using System.Buffers;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Tests.Detection;

/// <summary>What the scan leaves out because nothing can be found there: the plain way finds nothing more.</summary>
public sealed class FastPathTests
{
    /// <summary>A hair below the score that lets the scan leave out what needs a cue word: every question is asked.</summary>
    private const double Plain = PrivacyPolicy.BelievedScore - 0.001;

    /// <summary>Values that begin with a short run, and what may stand between.</summary>
    private static readonly string[] s_values =
    [
        "(212) 736-4224", "+44 20 7946 0958", "5 March 1985", "March 5", "3rd of May 2019", "he is 43 and", "Anna, 43, was", "I (34F)", "43 years old", "17-year-old", "7岁", "HRB 1234", "2pm", "10:30 am", "14h30",
        "5 o'clock", "14 Uhr", "1/2/2020", "2020年5月6日", "5月6日", "12:ab::1", "00:1A:2B:3C:4D:5E", "10.1.2.3", "1 85 05 78 006 084 91", "4 0 1 2 8 8 8 8 8 8 8 8 1 8 8 1", "12.345.678-5", "B-MW 12", "536-22-4180",
        "M1 1AE", "SW1A 1AA", "K1A 0B1", ";4012888888881881=25?", "%B4012888888881881^A^25?", "1 555 736 4224", "06 12 34 56 78", "a", "The", "on", "7", "42", "x1",
    ];

    private static readonly string[] s_between = ["", " ", " ", ", ", ". ", "\n", "\t", ": ", " (", ") ", "\u00A0", "-", "/", "  "];

    public static TheoryData<string> Names => [.. HostileTexts.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_HostileText_FindsWhatThePlainWayFinds(string name) => ShouldAgree(HostileTexts.All.First(t => t.Name == name).Make(3_000));

    [Fact]
    public void Scan_PiecesOfAllKinds_FindsWhatThePlainWayFinds()
    {
        for (int seed = 0; seed < 6_000; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ =>
                (random.Next(3) == 0 ? HostileTexts.Any(random.Next(), random.Next(1, 60)) : s_values[random.Next(s_values.Length)]) + s_between[random.Next(s_between.Length)]));
            ShouldAgree(text);
        }
    }

    [Fact]
    public void IsQuiet_True_NoGroupHasABoost()
    {
        byte[] memory = new byte[DigitScan.ScratchSize], other = new byte[DigitScan.ScratchSize];
        int quiet = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, 12).Select(_ => HostileTexts.Any(random.Next(), random.Next(1, 90)) + " "));
            var window = new ContextWindow(text, ContextCues.Table, memory);
            for (int start = random.Next(20); start < text.Length - 2; start += random.Next(1, 30))
            {
                if (!window.IsQuiet(start))
                {
                    continue;
                }

                quiet++;
                int end = Math.Min(text.Length, start + random.Next(1, 70));
                var plain = new ContextWindow(text, ContextCues.Table, other);
                plain.Read(start, end);
                for (int group = 0; group < ContextCues.Table.Count; group++)
                {
                    plain.Boost(group).ShouldBe(0, $"{text[start..end]} in {text}");
                }
            }
        }

        quiet.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void EncodedRuns_AnyText_AreThoseOfAPlainWalk()
    {
        var alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-=");
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(3) switch
            {
                0 => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(HostileTexts.Any(random.Next(), random.Next(1, 60)))),
                1 => new string(' ', random.Next(1, 40)),
                _ => new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => "ab1 Z/.é"[random.Next(8)])]),
            }));
            var found = new List<(int, int)>();
            for (int at = 0; EncodedRuns.Next(text, ref at, out int start, out int end, out _);)
            {
                found.Add((start, end));
            }

            // Every maximal run, asked alone.
            var plain = new List<(int, int)>();
            for (int i = 0; i < text.Length; i++)
            {
                int end = i;
                while (end < text.Length && alphabet.Contains(text[end]))
                {
                    end++;
                }

                int at = 0;
                if (end > i && EncodedRuns.Next(text.AsSpan(i, end - i), ref at, out _, out _, out _))
                {
                    plain.Add((i, end));
                }

                i = end;
            }

            found.ShouldBe(plain, text);
        }
    }

    [Fact]
    public void IsWordChar_EveryCharacter_IsWhatTheFrameworkSays()
    {
        for (int c = 128; c <= char.MaxValue; c++)
        {
            bool mark = c is (>= 0x300 and <= 0x36F) or (>= 0x900 and <= 0xEFF);
            Words.IsWordChar((char)c).ShouldBe(char.IsLetterOrDigit((char)c) || mark, $"{c:X}");
        }
    }

    private static void ShouldAgree(string text)
    {
        byte[] near = new byte[DigitScan.ScratchSize];
        Anchored(text, PrivacyPolicy.BelievedScore, near).ShouldBe(Anchored(text, Plain, near), text);
    }

    private static List<Finding> Anchored(string text, double min, byte[] near)
    {
        var found = new FindingBuffer(100_000);
        new DigitScan(text, min, near).Run(0, ref found);
        List<Finding> all = [];
        foreach (Finding finding in found.Items)
        {
            if (finding.Score >= PrivacyPolicy.BelievedScore)
            {
                all.Add(finding);
            }
        }

        found.Dispose();
        return all;
    }
}
