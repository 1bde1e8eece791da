using HybridAi.OnnxRuntimeGenAI.Providers;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>A GGUF file, imported into the store before its first use.</summary>
internal sealed class GgufSource(OnnxModel model, IReadOnlyList<string> providers, TimeProvider time) : IModelSource
{
    public string ModelId => Path.GetFileNameWithoutExtension(model.Path);

    public ModelAvailability Availability
    {
        get
        {
            if (!File.Exists(model.Path))
            {
                return new(ModelState.Unavailable, ModelStore.NotThere().Message);
            }

            try
            {
                return PreparedFolder.IsReady(new ModelStore(model.CacheFolder).FolderOf(model), model.Sha256)
                    ? new(ModelState.Available)
                    : new(ModelState.Preparing);
            }
            catch (LocalModelException exception)
            {
                return new(ModelState.Unavailable, exception.Message);
            }
        }
    }

    public async Task<PreparedModel> PrepareAsync(IProgress<double> progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(model.Path))
        {
            throw ModelStore.NotThere();
        }

        var folder = await new ModelStore(model.CacheFolder).PrepareAsync(model, time, progress, cancellationToken).ConfigureAwait(false);
        var none = new Dictionary<string, string>();
        return new PreparedModel(
            [.. providers.Select(provider => new ProviderRung(folder, provider, none)), ProviderRung.OnCpu(folder)]);
    }
}
