using System.Text.RegularExpressions;

namespace HybridAi.Privacy.Tests.Detection;

public sealed class ScannerOptionsTests
{
    [Fact]
    public void Scan_OwnPatternDenyAndAllowLists_AreHeeded()
    {
        var options = new PrivacyScannerOptions
        {
            Patterns = { new CustomPattern("TICKET", new Regex(@"TCK-\d{4}", RegexOptions.NonBacktracking)) },
            DenyList = { ["project bluebird"] = "CODENAME" },
            AllowList = { "press@brookfield.co.uk" },
            Thresholds = { ["PHONE_NUMBER"] = 0.99 },
        };
        const string Text = "TCK-1234 of Project Bluebird: press@brookfield.co.uk, jane@brookfield.co.uk, (212) 736-5000";

        string[] found = [.. new PrivacyScanner(options).Scan(Text).Findings.Select(f => $"{f.Type} {Text.Substring(f.Start, f.Length)}")];

        found.ShouldBe(["TICKET TCK-1234", "CODENAME Project Bluebird", "EMAIL_ADDRESS jane@brookfield.co.uk"], ignoreOrder: true);
    }

    [Fact]
    public void Options_BacktrackingPattern_IsRefused() =>
        Should.Throw<ArgumentException>(() => new PrivacyScanner(new PrivacyScannerOptions { Patterns = { new CustomPattern("X", new Regex("(a+)+$")) } }));

    [Fact]
    public async Task ScanAsync_RecognizerFinds_IsMergedInOrder()
    {
        var scanner = new PrivacyScanner(new PrivacyScannerOptions { Recognizers = { new First() } });

        ScanResult result = await scanner.ScanAsync("abcdef jane@brookfield.co.uk".AsMemory());

        result.Findings.Select(f => f.Type).ShouldBe(["MODEL", "EMAIL_ADDRESS"]);
        result.IsComplete.ShouldBeTrue();
        scanner.Scan("abc").IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void Scan_ManyThreads_SameResult()
    {
        const string Text = "Anna Smith, jane@brookfield.co.uk, 4012-8888-8888-1881, my husband has diabetes";
        string expected = Key(PrivacyScanner.Default.Scan(Text));

        Parallel.For(0, 500, _ => Key(PrivacyScanner.Default.Scan(Text)).ShouldBe(expected));

        static string Key(ScanResult r) => string.Join("|", r.Findings) + string.Join("|", r.Statements);
    }

    private sealed class First : IEntityRecognizer
    {
        public string Name => "first";

        public ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<Finding>>([new Finding("MODEL", null, 0, 3, 0.9, false), new Finding("OUTSIDE", null, 10_000, 3, 0.9, false)]);
    }
}
