using HybridAi.Privacy;

namespace HybridAi.EgressTests;

public class LabelCacheTests
{
    [Fact]
    public async Task Cache_ManyTexts_StaysBounded()
    {
        var cache = new LabelCache(capacity: 16);
        for (var i = 0; i < 200; i++)
        {
            await cache.ScanAsync(PrivacyScanner.Default, new string('a', 100) + i, 0.4, default);
        }

        cache.Count.ShouldBe(16);
    }

    [Fact]
    public async Task Cache_SameTextTwice_IsScannedOnce()
    {
        var recognizer = new CountingRecognizer();
        var options = new PrivacyScannerOptions();
        options.Recognizers.Add(recognizer);
        var scanner = new PrivacyScanner(options);
        var cache = new LabelCache();
        var text = new string('x', 200);

        for (var i = 0; i < 5; i++)
        {
            (await cache.ScanAsync(scanner, new string(text), 0.4, default)).IsComplete.ShouldBeTrue();
        }

        recognizer.Calls.ShouldBe(1);
        await cache.ScanAsync(scanner, text, 0.3, default);
        recognizer.Calls.ShouldBe(2);
    }

    private sealed class CountingRecognizer : IEntityRecognizer
    {
        public string Name => "test";

        public int Calls { get; private set; }

        public ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken)
        {
            Calls++;
            return ValueTask.FromResult<IReadOnlyList<Finding>>([]);
        }
    }
}
