using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>The imported default model; made once and kept in the artifacts folder between runs.</summary>
internal static class DefaultModel
{
    private static readonly Lazy<string> Imported = new(Import);

    /// <summary>The model folder.</summary>
    public static string Folder => Imported.Value;

    private static string Import()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "HybridAi.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        var folder = Path.Combine(root.FullName, "artifacts", "test-models", "smollm2-135m-instruct");
        if (ImportManifest.TryRead(folder) is not { ImporterVersion: ImportManifest.CurrentVersion } manifest
            || manifest.Files.Any(file => new FileInfo(Path.Combine(folder, file.Name)) is not { Exists: true } info || info.Length != file.Length))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            ModelImporter.Import(Path.Combine(root.FullName, "src", "HybridAi.Models.SmolLM2", "Model", "SmolLM2-135M-Instruct.Q4_1.gguf"), folder);
        }
        return folder;
    }
}

/// <summary>One client of the default model for all tests that do not need their own.</summary>
public sealed class ModelFixture : IDisposable
{
    public GenAIChatClient Client { get; } = new(DefaultModel.Folder);

    public void Dispose() => Client.Dispose();
}

/// <summary>Tests with the real model run one after the other: each uses the whole processor.</summary>
[CollectionDefinition(Name)]
public sealed class ModelTests : ICollectionFixture<ModelFixture>
{
    public const string Name = "model";
}
