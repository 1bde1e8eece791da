using HybridAi.OnnxRuntimeGenAI.Providers;
using GenAI = Microsoft.ML.OnnxRuntimeGenAI;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>A loaded model, counted: it lives until its owner and every generator have let go. Thread-safe.</summary>
/// <remarks>The managed API crashes the process when a disposed model is used; here no call reaches one.</remarks>
internal sealed class NativeModel : IDisposable
{
    private readonly object _gate = new();
    private readonly GenAI.Config _config;
    private readonly GenAI.Model _model;
    private int _references = 1;
    private bool _disposed;

    private NativeModel(string folder, GenAI.Config config, GenAI.Model model) =>
        (Folder, _config, _model) = (folder, config, model);

    /// <summary>The model's folder; for scrubbing and for reading its files, never for messages.</summary>
    public string Folder { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="rung">The folder and the provider.</param>
    /// <param name="overlay">JSON that is merged into the folder's genai_config.json.</param>
    /// <exception cref="LocalModelException">The library is missing, or the model cannot be loaded.</exception>
    public static NativeModel Load(ProviderRung rung, string overlay)
    {
        NativeBootstrap.EnsureReady();
#pragma warning disable CA2000 // The model owns both; on failure the configuration is disposed below.
        GenAI.Config? config = null;
        try
        {
            config = new GenAI.Config(rung.Folder);
            config.ClearProviders();
            if (!rung.IsCpu)
            {
                config.AppendProvider(rung.Provider);
                foreach (var (key, value) in rung.Options)
                    config.SetProviderOption(rung.Provider, key, value);
            }
            config.Overlay(overlay);
            return new NativeModel(rung.Folder, config, new GenAI.Model(config));
        }
        catch (Exception e)
        {
            config?.Dispose();
            if (NativeErrors.IsNative(e))
                throw NativeErrors.Map(e, rung.Folder, LocalModelErrorKind.Corrupt);
            throw;
        }
#pragma warning restore CA2000
    }

    /// <summary>Takes a reference; <see cref="Release"/> gives it back.</summary>
    /// <exception cref="ObjectDisposedException">The owner has disposed the model.</exception>
    public GenAI.Model Acquire()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(NativeModel));
            _references++;
            return _model;
        }
    }

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (--_references > 0)
                return;
            _model.Dispose();
            _config.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        Release();
    }
}
