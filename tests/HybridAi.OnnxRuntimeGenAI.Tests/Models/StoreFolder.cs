using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>A store in a folder of its own, with a tiny model to prepare: model.gguf.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hybridai-store-");

    public StoreFolder()
    {
        File.Copy(Path.Combine(TestModels.Root, "tests", "HybridAi.Import.Tests", "Data", "tiny-llama-Q8_0.gguf"), Source);
        Model = new() { Path = Source, CacheFolder = Cache };
        Store = new(Cache);
    }

    public string Root => _folder.FullName;

    public string Source => Path.Combine(Root, "model.gguf");

    public string Cache => Path.Combine(Root, "cache");

    public OnnxModel Model { get; }

    public ModelStore Store { get; }

    public string Prepared => Store.FolderOf(Model);

    public Task<string> PrepareAsync(OnnxModel? model = null, CancellationToken cancellationToken = default) =>
        Store.PrepareAsync(model ?? Model, TimeProvider.System, null, cancellationToken);

    public string FileOf(string name) => Path.Combine(Prepared, name);

    /// <summary>Fails if a message would tell where things lie.</summary>
    public void ShouldNotBeIn(string message) => message.ShouldNotContain(Root);

    public void Dispose() => _folder.Delete(recursive: true);
}
