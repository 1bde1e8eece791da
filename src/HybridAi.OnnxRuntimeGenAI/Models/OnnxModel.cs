using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Models;
using HybridAi.OnnxRuntimeGenAI.Providers;

namespace HybridAi.OnnxRuntimeGenAI;

/// <summary>A local model: a folder for ONNX Runtime GenAI as it is, or a GGUF file that is imported before its first use. Immutable.</summary>
public sealed record OnnxModel
{
    /// <summary>A folder with genai_config.json, or a GGUF file.</summary>
    public required string Path { get; init; }

    /// <summary>The name in responses and metadata; <see langword="null"/> leaves it to the model's files.</summary>
    public string? Name { get; init; }

    /// <summary>SHA-256 of the GGUF file in hexadecimal, if it is known; another file is then refused.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Prompt and answer together, in tokens; <see langword="null"/> leaves it to the model's files.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>How a GGUF file's weights are stored. Default <see cref="ImportPrecision.Auto"/>.</summary>
    public ImportPrecision Precision { get; init; }

    /// <summary>Where prepared models lie; <see langword="null"/> means the user's cache (HYBRIDAI_CACHE overrides it).</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Prepares a graph that ends with the hidden state, for reading many states; a GGUF file only.</summary>
    internal bool ProbeOnly { get; init; }

    /// <summary>What a right implementation answers; execution providers other than the processor are tried on it before use.</summary>
    internal GoldenTokens? Golden { get; init; }

    /// <summary>Creates a client of the model. Nothing is read, imported or loaded yet.</summary>
    /// <param name="options">Options; <see langword="null"/> for the defaults.</param>
    /// <returns>A client that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The path is empty, or an option is out of range.</exception>
    public GenAIChatClient CreateClient(GenAIChatClientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path, nameof(Path));

        options ??= new();
        options = options with { ModelId = options.ModelId ?? Name };
        return IsGguf
            ? new GenAIChatClient(new GgufSource(this, options.Providers, options.TimeProvider), options)
            : new GenAIChatClient(Path, options);
    }

    internal bool IsGguf => Path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    /// <summary>The context window, from what is said here or, without preparing anything, from the model's files.</summary>
    internal int? FindContextWindow()
    {
        if (ContextWindow is not null)
        {
            return ContextWindow;
        }

        try
        {
            return Sessions.ModelFacts.Read(IsGguf ? new ModelStore(CacheFolder).FolderOf(this) : Path).ContextLength;
        }
        catch (LocalModelException)
        {
            return IsGguf ? ReadContextWindow() : null;
        }
    }

    // Before the import the file's own header knows it. Without it a prompt that can never fit would be routed here.
    private int? ReadContextWindow()
    {
        try
        {
            using var file = GgufFile.Open(Path);
            return file.ReadContextLength();
        }
        catch (Exception exception) when (exception is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            // Not there, or broken: the client says so when it is asked.
            return null;
        }
    }
}
