using System.Security.Cryptography;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Documents;

/// <summary>The native code that is restored is the native code that the threat model names.</summary>
public sealed class NativeFileTests
{
    private static readonly string[] _packages = ["onnxruntime", "onnxruntimegenai"];

    [Fact]
    public void NativeFiles_OfRestoredPackages_AreThoseOfTheThreatModel()
    {
        var page = Repository.Read("docs/concepts/threat-model.md");
        var seen = 0;
        foreach (var package in _packages)
        {
            var folder = Path.Combine(Repository.Root, ".packages", "microsoft.ml." + package);
            foreach (var version in Directory.EnumerateDirectories(folder).Where(v => !File.Exists(Path.Combine(v, ".signature.p7s"))))
            {
                var natives = Path.Combine(version, "runtimes");
                foreach (var file in Directory.EnumerateFiles(natives, "*", SearchOption.AllDirectories))
                {
                    var parts = Path.GetRelativePath(natives, file).Split(Path.DirectorySeparatorChar);
                    var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))).ToLowerInvariant();
                    page.ShouldContain($"| `{package}` `{parts[0]}/{parts[^1]}` | `{hash}` |");
                    page.ShouldContain(Path.GetFileName(version));
                    seen++;
                }
            }
        }

        // Only packages signed by their author bring none of ours.
        (seen > 0 || _packages.All(p => Directory.EnumerateFiles(Path.Combine(Repository.Root, ".packages", "microsoft.ml." + p), ".signature.p7s", SearchOption.AllDirectories).Any()))
            .ShouldBeTrue();
    }
}
