using System.Reflection;
using System.Runtime.CompilerServices;

namespace HybridAi.Docs;

public class TelemetryPageTests
{
    [Fact]
    public void TelemetryPage_EveryNameThatIsEmitted_IsListed()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/reference/telemetry-and-privacy.md"));
        var names = typeof(TelemetryNames).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (string)f.GetRawConstantValue()!).ToList();

        names.Count.ShouldBeGreaterThan(20);
        names.ShouldAllBe(n => page.Contains($"`{n}`"));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
