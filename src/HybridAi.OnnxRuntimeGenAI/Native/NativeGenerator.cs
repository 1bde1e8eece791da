using System.Numerics.Tensors;
using System.Security.Cryptography;
using GenAI = Microsoft.ML.OnnxRuntimeGenAI;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>A generator behind checks. One thread at a time; only <see cref="Terminate"/> may be called from others.</summary>
/// <remarks>
/// What crashes the process in the managed API cannot be reached: outputs are read by names the model's file lists, IsDone is
/// never asked, and a disposed or terminated generator refuses work before native code sees it.
/// </remarks>
internal sealed class NativeGenerator : IDisposable
{
    private readonly object _gate = new();
    private readonly NativeModel _model;
    private readonly IReadOnlySet<string> _outputs;
    private readonly GenAI.Generator _generator;
    private bool _terminated;
    private bool _disposed;

    /// <summary>Creates a generator and holds the model until it is disposed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outputs">Names of the outputs that may be read.</param>
    /// <param name="settings">Capacity and grammar.</param>
    /// <exception cref="LocalModelException">The grammar cannot be enforced, or there is no memory for the cache.</exception>
    public NativeGenerator(NativeModel model, IReadOnlySet<string> outputs, GeneratorSettings settings)
    {
        (_model, _outputs, Capacity) = (model, outputs, settings.Capacity);
        var native = model.Acquire();
        try
        {
            using var parameters = new GenAI.GeneratorParams(native);
            parameters.SetSearchOption("max_length", settings.Capacity);
            parameters.SetSearchOption("batch_size", 1);
            // Without a seed each generator draws 624 words from the system's entropy: 15 ms.
            parameters.SetSearchOption("random_seed", settings.Guidance switch
            {
                { Seed: { } seed } => seed,
                { Temperature: > 0 } => RandomNumberGenerator.GetInt32(int.MaxValue),
                _ => 0,
            });
            if (settings.Guidance is { } guidance)
            {
                parameters.SetSearchOption("do_sample", guidance.Temperature > 0);
                if (guidance.Temperature > 0)
                {
                    parameters.SetSearchOption("temperature", guidance.Temperature);
                    parameters.SetSearchOption("top_k", guidance.TopK);
                    parameters.SetSearchOption("top_p", guidance.TopP);
                }
                parameters.SetGuidance(guidance.Type, guidance.Data);
            }
            else
            {
                parameters.SetSearchOption("do_sample", false);
            }
            _generator = new GenAI.Generator(native, parameters);
        }
        catch (Exception e)
        {
            model.Release();
            if (!NativeErrors.IsNative(e))
                throw;
            throw NativeErrors.Map(e, model.Folder,
                settings.Guidance is null ? LocalModelErrorKind.Failed : LocalModelErrorKind.GrammarInvalid);
        }
    }

    /// <summary>Prompt and answer together, in tokens.</summary>
    public int Capacity { get; }

    /// <summary>Tokens the generator holds, whether or not they have run.</summary>
    public int TokenCount
    {
        get
        {
            Check();
            return (int)_generator.TokenCount();
        }
    }

    /// <summary>Runs tokens through the model.</summary>
    /// <exception cref="GenerationTerminatedException">Another thread asked to stop.</exception>
    public void Append(ReadOnlySpan<int> tokens)
    {
        Check();
        try
        {
            _generator.AppendTokens(tokens);
        }
        catch (Exception e) when (NativeErrors.IsNative(e))
        {
            throw Translate(e);
        }
    }

    /// <summary>Chooses the next token in the native loop, as the grammar allows.</summary>
    /// <exception cref="GenerationTerminatedException">Another thread asked to stop.</exception>
    public int Next()
    {
        Check();
        try
        {
            _generator.GenerateNextToken();
            // Not the last of the sequence: the end-of-sequence token is not appended to it.
            return _generator.GetNextTokens()[0];
        }
        catch (Exception e) when (NativeErrors.IsNative(e))
        {
            throw Translate(e);
        }
    }

    /// <summary>Keeps the first tokens and forgets the rest. The next call must append.</summary>
    public void RewindTo(int count)
    {
        Check();
        try
        {
            _generator.RewindTo((ulong)count);
        }
        catch (Exception e) when (NativeErrors.IsNative(e))
        {
            throw Translate(e);
        }
    }

    /// <summary>Copies the last row of an output of the last run.</summary>
    /// <param name="output">A name the model's file lists.</param>
    /// <param name="destination">As long as the row.</param>
    public void ReadLastRow(string output, Span<float> destination)
    {
        Check();
        if (!_outputs.Contains(output))
            throw new ArgumentException($"The model has no output '{output}'.", nameof(output));
        try
        {
            using var tensor = _generator.GetOutput(output);
            switch (tensor.Type())
            {
                case GenAI.ElementType.float32:
                    LastRow(tensor.GetData<float>(), destination.Length, output).CopyTo(destination);
                    break;
                case GenAI.ElementType.float16:
                    TensorPrimitives.ConvertToSingle(
                        LastRow(tensor.GetData<Half>(), destination.Length, output), destination);
                    break;
                case var type:
                    throw new LocalModelException(LocalModelErrorKind.NotSupported,
                        $"The model's output '{output}' is of type {type}; only float32 and float16 are supported.");
            }
        }
        catch (Exception e) when (NativeErrors.IsNative(e))
        {
            throw Translate(e);
        }
    }

    /// <summary>Stops what runs now, from any thread; later calls are refused until <see cref="Resume"/>.</summary>
    public void Terminate()
    {
        lock (_gate)
        {
            if (_disposed || _terminated)
                return;
            _terminated = true;
            _generator.SetRuntimeOption("terminate_session", "1");
        }
    }

    /// <summary>Allows work again after <see cref="Terminate"/>. The caller rewinds to what it knows to have run.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (_disposed || !_terminated)
                return;
            _generator.SetRuntimeOption("terminate_session", "0");
            _terminated = false;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _generator.Dispose();
        }
        _model.Release();
    }

    private static ReadOnlySpan<T> LastRow<T>(ReadOnlySpan<T> data, int length, string output) => data.Length >= length
        ? data[^length..]
        : throw new LocalModelException(LocalModelErrorKind.Corrupt, $"The model's output '{output}' is too short.");

    private void Check()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(NativeGenerator));
            if (_terminated)
                throw new GenerationTerminatedException();
        }
    }

    private Exception Translate(Exception exception)
    {
        bool terminated;
        lock (_gate)
            terminated = _terminated;
        return terminated || NativeErrors.IsTermination(exception)
            ? new GenerationTerminatedException()
            : NativeErrors.Map(exception, _model.Folder);
    }
}

/// <summary>A run was stopped by <see cref="NativeGenerator.Terminate"/>. Never leaves this assembly.</summary>
#pragma warning disable CA1064 // It is a signal between two internal classes.
internal sealed class GenerationTerminatedException : Exception;
#pragma warning restore CA1064
