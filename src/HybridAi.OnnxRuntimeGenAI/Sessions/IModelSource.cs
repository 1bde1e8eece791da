using HybridAi.OnnxRuntimeGenAI.Providers;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>Where a client gets its model from: a folder, or a store that imports or downloads it first.</summary>
internal interface IModelSource
{
    /// <summary>The model's name until its files say more.</summary>
    string ModelId { get; }

    /// <summary>How far the model is before anything was started. Never blocks.</summary>
    ModelAvailability Availability { get; }

    /// <summary>Makes the model's files ready.</summary>
    /// <param name="progress">Takes the share of the work done, in 0..1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Ways to run the model, best first; the last one is the processor.</returns>
    /// <exception cref="LocalModelException">The model cannot be prepared.</exception>
    Task<PreparedModel> PrepareAsync(IProgress<double> progress, CancellationToken cancellationToken);
}

/// <summary>Files that are ready to load.</summary>
/// <param name="Ladder">Ways to run the model, best first; the last one is the processor.</param>
/// <param name="Golden">What a right implementation answers, if it is known.</param>
internal sealed record PreparedModel(IReadOnlyList<ProviderRung> Ladder, GoldenTokens? Golden = null);

/// <summary>A model folder that is there already.</summary>
internal sealed class FolderSource(string folder, IReadOnlyList<string> providers) : IModelSource
{
    public string ModelId => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    public ModelAvailability Availability => File.Exists(Path.Combine(folder, "genai_config.json"))
        ? new(ModelState.Available)
        : new(ModelState.Unavailable, "There is no genai_config.json in the model folder. Check the path, or import a GGUF file.");

    public Task<PreparedModel> PrepareAsync(IProgress<double> progress, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, string>();
        return Task.FromResult(new PreparedModel(
            [.. providers.Select(provider => new ProviderRung(folder, provider, none)), ProviderRung.OnCpu(folder)]));
    }
}
