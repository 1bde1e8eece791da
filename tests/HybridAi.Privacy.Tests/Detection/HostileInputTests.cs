namespace HybridAi.Privacy.Tests.Detection;

/// <summary>Work and memory grow with the length of hostile text, not with its square: characters looked at and bytes are counted, not the time.</summary>
public sealed class HostileInputTests
{
    public static TheoryData<string> Names => [.. HostileTexts.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_HostileText_TakesLinearWorkAndMemory(string name)
    {
        const int Length = 5_000, MostPerCharacter = 60;
        Func<int, string> make = HostileTexts.All.First(t => t.Name == name).Make;
        string small = make(Length), large = make(2 * Length);
        long work = PrivacyScanner.Default.CountWork(small), twice = PrivacyScanner.Default.CountWork(large);

        twice.ShouldBeLessThanOrEqualTo((long)(2.2 * work) + 200);
        work.ShouldBeLessThanOrEqualTo(MostPerCharacter * Length);

        (long memory, int found) = Memory(small);
        (long doubled, int more) = Memory(large);
        doubled.ShouldBeLessThanOrEqualTo((long)(2.2 * memory) + 4096, $"{found} and {more} findings");
    }

    [Fact]
    public void Scan_AnyPiecesRepeated_TakesLinearWork()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            string small = HostileTexts.Any(seed, 2_000), large = HostileTexts.Any(seed, 4_000);
            long work = PrivacyScanner.Default.CountWork(small), twice = PrivacyScanner.Default.CountWork(large);
            twice.ShouldBeLessThanOrEqualTo((long)(2.3 * work) + 1000, small[..60]);
        }
    }

    /// <summary>What decodes to text must be held as a string; everything else costs memory only for what is found.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_HostileTextWithoutFindings_AllocatesNothing(string name)
    {
        string text = HostileTexts.All.First(t => t.Name == name).Make(4_000);
        int at = 0;
        (long memory, int found) = Memory(text);
        if (found == 0 && !HybridAi.Privacy.Detection.EncodedRuns.Next(text, ref at, out _, out _, out _))
        {
            memory.ShouldBe(0);
        }
    }

    private static (long Bytes, int Found) Memory(string text)
    {
        ScanResult result = PrivacyScanner.Default.Scan(text);
        long least = long.MaxValue;

        // The array pool is the process's: a test beside this one may take the arrays that the scan before gave back. What a scan itself allocates it allocates every time.
        for (int run = 0; run < 20 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            PrivacyScanner.Default.Scan(text);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (least, result.Findings.Count + result.Statements.Count);
    }

    [Fact]
    public void Scan_RandomPieces_NeverFailsAndStaysInsideTheText()
    {
        string[] pieces =
        [
            "1", "23", "456", "7890", "A", "b", "Z9", "-", "/", ".", " ", ":", "@", "+", "(", ")", "%41", "&#52;", "\u200B", "\uD83D", "王", "Anna", "Smith", "IBAN ", "DE", "2A", "X", "K",
            "eyJ", "://", "password=", "token: ", "[at]", " dot ", "com", "\n", "é", "ａ", "а", "HRB ", "0x", "::", "年", "月", "路", "号", "SSN ", "born ", "\"", "\0",
        ];
        var random = new Random(3);
        for (int run = 0; run < 4000; run++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)]));
            ScanResult result = PrivacyScanner.Default.Scan(text, 0);
            result.IsComplete.ShouldBeTrue(text);
            result.Findings.ShouldAllBe(f => f.Start >= 0 && f.Length > 0 && f.End <= text.Length && f.Score >= 0 && f.Score <= 1);
        }
    }

    [Fact]
    public void Scan_RandomIdentifierShapes_NeverFails()
    {
        var random = new Random(4);
        foreach (var format in HybridAi.Privacy.Detectors.Identifiers.IdentifierTable.ByFirstRun.SelectMany(f => f))
        {
            for (int i = 0; i < 40; i++)
            {
                string value = string.Concat(format.Mask.Select(c => c switch
                {
                    '#' => (char)('0' + random.Next(10)),
                    '@' => (char)('A' + random.Next(26)),
                    '*' => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[random.Next(36)],
                    _ => c,
                }));
                PrivacyScanner.Default.Scan(value, 0).IsComplete.ShouldBeTrue($"{format.Type} {value}");
            }
        }
    }
}
