using HybridAi.Testing;

namespace HybridAi.Models.SmolLM2;

public sealed class ConformanceTests
{
    [Fact]
    public async Task LocalLeg_WithTheRealModel_Conforms()
    {
        using var client = (SmolLM2Model.Default with { CacheFolder = TestCache.Folder }).CreateClient();

        // One client for all: loading the model is most of the time, and a case must not spoil the next one.
        foreach (var @case in TargetConformance.Cases())
        {
            await Should.NotThrowAsync(() => @case.RunAsync(client, default), @case.Name);
        }
    }
}
