using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Providers;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>A GGUF file, imported into the store before its first use.</summary>
internal sealed class GgufSource(OnnxModel model, IReadOnlyList<string> providers, TimeProvider time) : IModelSource
{
    private volatile bool _prepared;

    public string ModelId => model.Name ?? Path.GetFileNameWithoutExtension(model.Path);

    public ModelAvailability Availability
    {
        get
        {
            if (_prepared)
            {
                return new(ModelState.Available);
            }

            try
            {
                // A prepared model needs its file no more, if the file's hash is known.
                return (model.Sha256 is not null || File.Exists(model.Path))
                    && PreparedFolder.LooksReady(new ModelStore(model.CacheFolder).FolderOf(model), model.Sha256)
                        ? new(ModelState.Available)
                    : File.Exists(model.Path) ? new(ModelState.Preparing)
                    : new(ModelState.Unavailable, ModelStore.NotThere().Message);
            }
            catch (LocalModelException exception)
            {
                return new(ModelState.Unavailable, exception.Message);
            }
        }
    }

    public async Task<PreparedModel> PrepareAsync(IProgress<double> progress, CancellationToken cancellationToken)
    {
        // Before seconds of work and a hundred megabytes of disk on a machine that cannot run the result.
        NativeBootstrap.EnsureReady();
        var folder = await new ModelStore(model.CacheFolder).PrepareAsync(model, time, progress, cancellationToken).ConfigureAwait(false);
        _prepared = true;
        var none = new Dictionary<string, string>();
        return new PreparedModel(
            [.. providers.Select(provider => new ProviderRung(folder, provider, none)), ProviderRung.OnCpu(folder)],
            // The processor alone needs no proof, and a start no delay.
            providers.Count > 0 ? model.Golden : null);
    }
}
