namespace HybridAi.Import;

/// <summary>What an imported folder holds; also in the folder as <see cref="FileName"/>. Immutable.</summary>
public sealed record ImportManifest
{
    /// <summary>Name of the manifest's file in the folder.</summary>
    public const string FileName = "hybridai-manifest.json";

    /// <summary>Version of the importer's output; a folder of another version should be imported again.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the importer's output that this folder has.</summary>
    public required int ImporterVersion { get; init; }

    /// <summary>SHA-256 of the source file, lower-case hexadecimal.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>Length of the source file in bytes.</summary>
    public required long SourceLength { get; init; }

    /// <summary>The model's name as the source states it, or <see langword="null"/>.</summary>
    public string? ModelName { get; init; }

    /// <summary>How 4-bit weights with offsets were stored: <see cref="ImportPrecision.Exact"/> or <see cref="ImportPrecision.Int8"/>.</summary>
    public required ImportPrecision Precision { get; init; }

    /// <summary>The architecture, such as <c>llama</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Length of a hidden state.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Longest sequence in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Number of entries in the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Number of weights in the source.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>
    /// Identifies the weights, whatever the precision: probe heads are trained for one fingerprint. Lower-case hexadecimal.
    /// </summary>
    public required string ModelFingerprint { get; init; }

    /// <summary>Outputs of the graph beside logits and the cache. Asking the native side for any other name crashes the process.</summary>
    public required IReadOnlyList<ExtraOutput> ExtraOutputs { get; init; }

    /// <summary>The other files of the folder.</summary>
    public required IReadOnlyList<ImportedFile> Files { get; init; }

    /// <summary>Reads the manifest of an imported folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The manifest; <see langword="null"/> if there is none or it cannot be understood.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is null or empty.</exception>
    /// <exception cref="IOException">The manifest is there but cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading is not permitted.</exception>
    public static ImportManifest? TryRead(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            return Importing.ManifestFile.TryRead(Path.Combine(folder, FileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Importing.PathFree.Rewrite(exception);
        }
    }
}

/// <summary>An output of the graph with the hidden state of the last position, shape [1, 1, hidden size].</summary>
/// <param name="Name">Name of the output.</param>
/// <param name="Layer">After how many layers, before any further norm (<c>hidden_states[Layer]</c> in transformers' counting).</param>
public sealed record ExtraOutput(string Name, int Layer);

/// <summary>A file of an imported folder.</summary>
/// <param name="Name">Name inside the folder.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
public sealed record ImportedFile(string Name, long Length, string Sha256);
