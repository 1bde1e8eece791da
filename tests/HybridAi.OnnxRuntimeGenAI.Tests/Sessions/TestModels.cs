using System.Text.Json.Nodes;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>Imported models; made once and kept in the artifacts folder between runs.</summary>
internal static class TestModels
{
    private static readonly Lazy<string> LazyDefault = new(() => Import(
        "smollm2-135m-instruct", "src", "HybridAi.Models.SmolLM2", "Model", "SmolLM2-135M-Instruct.Q4_1.gguf"));

    private static readonly Lazy<string> LazyTiny = new(() => Import(
        "tiny-llama", "tests", "HybridAi.Import.Tests", "Data", "tiny-llama-Q8_0.gguf"));

    private static readonly Lazy<string> LazyEndless = new(CopyWithoutEnd);

    /// <summary>The tiny model with another end token, which the answers of the tests never reach: they end when the context is full.</summary>
    public static string Endless => LazyEndless.Value;

    /// <summary>The default model's folder.</summary>
    public static string Default => LazyDefault.Value;

    /// <summary>A model of two layers with random weights: for everything but the quality of answers.</summary>
    public static string Tiny => LazyTiny.Value;

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }

    private static string Import(string name, params string[] source)
    {
        var folder = Path.Combine(Root, "artifacts", "test-models", name);
        if (IsWhole(folder))
            return folder;
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        ModelImporter.Import(Path.Combine([Root, .. source]), folder);
        return folder;
    }

    private static string CopyWithoutEnd()
    {
        var folder = Path.Combine(Root, "artifacts", "test-models", "endless");
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["model.onnx", "model.onnx.data", "tokenizer.json", "tokenizer_config.json"])
            File.Copy(Path.Combine(Tiny, name), Path.Combine(folder, name), overwrite: true);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(Tiny, "genai_config.json")))!;
        config["model"]!["eos_token_id"] = 511;
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), config.ToJsonString());
        return folder;
    }

    private static bool IsWhole(string folder) =>
        ImportManifest.TryRead(folder) is { ImporterVersion: ImportManifest.CurrentVersion } manifest
        && manifest.Files.All(file =>
            new FileInfo(Path.Combine(folder, file.Name)) is { Exists: true } info && info.Length == file.Length);
}

/// <summary>One client of the default model for all tests that do not need their own.</summary>
public sealed class ModelFixture : IDisposable
{
    public GenAIChatClient Client { get; } = new(TestModels.Default);

    public void Dispose() => Client.Dispose();
}

/// <summary>Tests with the real model run one after the other: each uses the whole processor.</summary>
[CollectionDefinition(Name)]
public sealed class ModelTests : ICollectionFixture<ModelFixture>
{
    public const string Name = "model";
}
