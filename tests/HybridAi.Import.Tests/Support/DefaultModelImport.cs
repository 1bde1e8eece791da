namespace HybridAi.Import.Support;

/// <summary>The default model, imported once in each precision for all tests that read it.</summary>
public sealed class DefaultModelImport : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private NativeModel? _fastModel;
    private NativeModel? _exactModel;

    public DefaultModelImport()
    {
        Fast = Import(ImportPrecision.Auto);
        Exact = Import(ImportPrecision.Exact);
    }

    public (string Folder, ImportManifest Manifest) Fast { get; }

    public (string Folder, ImportManifest Manifest) Exact { get; }

    /// <summary>What lies beside the imported folders.</summary>
    public string[] Entries => [.. Directory.GetFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)!).Order()];

    /// <summary>The fast one, loaded once.</summary>
    internal NativeModel FastModel => _fastModel ??= new(Fast.Folder);

    internal NativeModel ExactModel => _exactModel ??= new(Exact.Folder);

    public void Dispose()
    {
        _fastModel?.Dispose();
        _exactModel?.Dispose();
        _folder.Dispose();
    }

    private (string, ImportManifest) Import(ImportPrecision precision)
    {
        var folder = _folder[precision.ToString()];
        return (folder, ModelImporter.Import(RepositoryFiles.DefaultModel, folder, new() { Precision = precision }));
    }
}
