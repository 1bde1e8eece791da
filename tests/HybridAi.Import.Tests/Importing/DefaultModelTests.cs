using System.Security.Cryptography;
using HybridAi.Import.Support;

namespace HybridAi.Import.Importing;

public sealed class DefaultModelTests
{
    [Fact]
    public void Import_OfDefaultModel_WritesFolderThatManifestDescribes()
    {
        using var temporary = new TemporaryFolder();

        var manifest = ModelImporter.Import(RepositoryFiles.DefaultModel, temporary["model"]);

        manifest.SourceSha256.ShouldBe("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
        manifest.Precision.ShouldBe(ImportPrecision.Int8);
        manifest.ParameterCount.ShouldBe(134_515_008);
        (manifest.Layers, manifest.HiddenSize, manifest.ContextLength).ShouldBe((30, 576, 8192));
        manifest.ExtraOutputs.ShouldBe([new ExtraOutput("hidden_state_16", 16)]);
        foreach (var file in manifest.Files)
        {
            var bytes = File.ReadAllBytes(Path.Combine(temporary["model"], file.Name));
            bytes.LongLength.ShouldBe(file.Length);
            Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(file.Sha256);
        }

        Directory.GetFileSystemEntries(temporary.Path).Length.ShouldBe(1);
        var read = ImportManifest.TryRead(temporary["model"]).ShouldNotBeNull();
        read.Files.ShouldBe(manifest.Files);
        (read with { Files = manifest.Files, ExtraOutputs = manifest.ExtraOutputs }).ShouldBe(manifest);
    }
}
