namespace HybridAi.Plumbing;

/// <summary>The claim: what carries a label does not leave and is told to nobody, whatever is said and whatever fails.</summary>
public sealed class PlumbingTests : IDisposable
{
    private const int Seed = 20300101;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hybridai-plumbing-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task LabelledValues_InTenThousandConversations_NeverLeave()
    {
        var result = await new PlumbingRun(Seed, _folder.FullName).RunAsync(10_000, workers: 4);

        result.Leaks.ShouldBeEmpty();

        // The test would prove nothing if these things did not happen.
        result["scenarios"].ShouldBe(10_000);
        result["requests received"].ShouldBeGreaterThan(5_000);
        result["requests with masks"].ShouldBeGreaterThan(1_000);
        result["values planted"].ShouldBeGreaterThan(15_000);
        result["values not labelled for Cloud"].ShouldBeLessThan(result["values planted"] / 50);
        result["tool rounds"].ShouldBeGreaterThan(300);
        result["titles"].ShouldBeGreaterThan(1_000);
        result["requests that go on"].ShouldBeGreaterThan(10);
        result["requests with a draft"].ShouldBeGreaterThan(10);
        result["gone on with"].ShouldBeGreaterThan(10);
        result["escalated"].ShouldBeGreaterThan(50);
        result["failed over"].ShouldBeGreaterThan(200);
        result["ended with PrivacyBlockedException"].ShouldBeGreaterThan(200);
        result["audit records"].ShouldBeGreaterThan(10_000);
        foreach (var trouble in Enum.GetValues<Trouble>())
        {
            result[$"trouble {trouble}"].ShouldBeGreaterThan(500, trouble.ToString());
        }
    }

    [Fact]
    public async Task Leak_MadeOnPurpose_IsFound() =>
        (await new PlumbingRun(Seed, _folder.FullName).RunAsync(200, workers: 1, leaky: true)).Leaks.ShouldNotBeEmpty();
}
