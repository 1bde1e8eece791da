using HybridAi.Import.Importing;

namespace HybridAi.Import;

/// <summary>Imports GGUF models as folders for ONNX Runtime GenAI. Stateless; safe to call from several threads.</summary>
public static class ModelImporter
{
    /// <summary>Imports a GGUF file.</summary>
    /// <param name="sourceGguf">The file. It is only read.</param>
    /// <param name="outputFolder">
    /// The folder to create; its parent is created if needed. It appears whole or not at all: files are written into a
    /// temporary folder beside it, which is renamed at the end. An earlier import there is replaced; any other folder is not.
    /// </param>
    /// <param name="options">Options; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Gets at most about a hundred reports, one at a time, possibly from other threads.</param>
    /// <param name="cancellationToken">Stops the import and removes what was written.</param>
    /// <returns>What was written; the same as <see cref="ImportManifest.TryRead"/> returns.</returns>
    /// <exception cref="ArgumentException">A path is null or empty, or an option is out of range.</exception>
    /// <exception cref="ModelFormatException">The file is malformed or not supported; the message says why and where.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or the disk is full. The message holds no path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is not permitted. The message holds no path.</exception>
    /// <exception cref="OperationCanceledException">The import was cancelled.</exception>
    public static ImportManifest Import(
        string sourceGguf, string outputFolder, ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceGguf);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        options ??= new();
        if (!Enum.IsDefined(options.Precision))
        {
            throw new ArgumentException("The precision is not a defined value.", nameof(options));
        }

        return new ImportRun(sourceGguf, outputFolder, options, progress, cancellationToken).Execute();
    }

    /// <summary>Imports a GGUF file on the thread pool. See <see cref="Import"/> for parameters and exceptions.</summary>
    /// <inheritdoc cref="Import"/>
    public static Task<ImportManifest> ImportAsync(
        string sourceGguf, string outputFolder, ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceGguf);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        return Task.Run(() => Import(sourceGguf, outputFolder, options, progress, cancellationToken), cancellationToken);
    }
}
