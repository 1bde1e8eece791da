namespace HybridAi.Privacy.Tests.Detection;

public sealed class PrivacyScannerTests
{
    [Theory]
    [InlineData("please charge 4111-1111-1111-1111 today", "CREDIT_CARD", "4111-1111-1111-1111")]
    [InlineData("pay to DE89 3704 0044 0532 0130 00, thanks", "IBAN_CODE", "DE89 3704 0044 0532 0130 00")]
    [InlineData("export GH=ghp_abcdefghijklmnopqrstuvwxyz0123456789", "SECRET", "ghp_abcdefghijklmnopqrstuvwxyz0123456789")]
    public void Scan_ValueInSentence_IsFoundWhereItStands(string text, string type, string value)
    {
        Finding finding = PrivacyScanner.Default.Scan(text).Findings.ShouldHaveSingleItem();

        finding.Type.ShouldBe(type);
        text.Substring(finding.Start, finding.Length).ShouldBe(value);
    }

    [Fact]
    public void Scan_NothingToFind_AllocatesNothing()
    {
        string text = string.Concat(Enumerable.Repeat("The committee will meet in the garden and talk about the weather. ", 60));
        PrivacyScanner.Default.Scan(text);
        long before = GC.GetAllocatedBytesForCurrentThread();

        ScanResult result = PrivacyScanner.Default.Scan(text);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        result.ShouldBeSameAs(ScanResult.Empty);
    }

    [Fact]
    public void Scan_TextAboveLimit_IsIncomplete()
    {
        var scanner = new PrivacyScanner(new PrivacyScannerOptions { MaxLength = 10 });

        scanner.Scan("eleven char").IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task ScanAsync_RecognizerThrows_IsIncompleteAndKeepsOwnFindings()
    {
        var scanner = new PrivacyScanner(new PrivacyScannerOptions { Recognizers = { new Broken() } });

        ScanResult result = await scanner.ScanAsync("card 4111111111111111".AsMemory());

        result.IsComplete.ShouldBeFalse();
        result.Findings.ShouldHaveSingleItem().Type.ShouldBe(EntityTypes.CreditCard);
    }

    [Fact]
    public async Task ScanAsync_CallerCancels_IsCancellation()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            async () => await PrivacyScanner.Default.ScanAsync("text".AsMemory(), cancellationToken: cancelled.Token));
    }

    private sealed class Broken : IEntityRecognizer
    {
        public string Name => "broken";

        public ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("no model");
    }
}
