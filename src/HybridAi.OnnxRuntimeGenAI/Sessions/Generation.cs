using System.Buffers;
using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Sampling;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>One answer while it is generated, on a worker's thread.</summary>
internal sealed class Generation(LocalModel model, GenerationRequest request, IGenerationSink? sink)
{
    private readonly object _gate = new();
    private readonly List<int> _tokens = [.. request.Prompt];
    private readonly float[]? _state = request.ReadsStates && model.ProbeOutput is { } output ? new float[model.RowLength(output)] : null;
    private readonly bool _measures = request.Sampling.Measures || request.Sampling.TopLogProbabilities > 0;
    private TokenSession? _session;
    private bool _stopped;

    /// <summary>Generates.</summary>
    public GenerationResult Run(CancellationToken cancellationToken) => Guarded(cached =>
    {
        sink!.OnPrompt(cached);
        return request.Guidance is null
            ? RunSampled(cached, cancellationToken)
            : RunGuided(cached, cancellationToken);
    }, cancellationToken);

    /// <summary>Runs the prompt and reads the hidden state at its last token.</summary>
    public (float[] State, int Cached) Probe(CancellationToken cancellationToken) => Guarded(cached =>
    {
        var state = new float[model.RowLength(model.ProbeOutput!)];
        _session!.Read(model.ProbeOutput!, state);
        return (state, cached);
    }, cancellationToken);

    private GenerationResult RunSampled(int cached, CancellationToken cancellationToken)
    {
        var vocabulary = model.Facts.VocabularySize;
        var rented = ArrayPool<float>.Shared.Rent(vocabulary);
        using var sampler = new TokenSampler(request.Sampling, vocabulary, request.Seed);
        try
        {
            sampler.AddPrompt(request.Prompt);
            var logits = rented.AsSpan(0, vocabulary);
            for (var count = 1; ; count++)
            {
                _session!.Read(model.Facts.LogitsOutput, logits);
                var sampled = sampler.Sample(logits);
                TokenSignals? signals = _measures
                    ? new(sampled.LogProbability, sampled.Entropy, sampled.Margin, [.. sampler.Top]) { State = State() } : null;
                if (Take(sampled.Id, signals, count) is { } end)
                    return new(end, cached, count);
                cancellationToken.ThrowIfCancellationRequested();
                _tokens.Add(sampled.Id);
                if (_session.Free == 0)
                    Grow(request.MaxTokens - count, cancellationToken);
                else
                    _session.Append([sampled.Id], cancellationToken);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private GenerationResult RunGuided(int cached, CancellationToken cancellationToken)
    {
        var logits = new float[_measures ? model.Facts.VocabularySize : 0];
        var buffer = new float[logits.Length];
        int? previous = null;
        for (var count = 1; ; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = _session!.Next(previous);
            TokenSignals? signals = null;
            if (_measures)
            {
                // The raw logits of the run that led to this token: the mask of the grammar is not in them.
                _session.Read(model.Facts.LogitsOutput, logits);
                signals = TokenSignals.Measure(logits, token, request.Sampling.TopLogProbabilities, buffer) with { State = State() };
            }
            if (Take(token, signals, count) is { } end)
                return new(end, cached, count);
            // The room was taken at once; two tokens are never reached by the native loop.
            if (_session.Free <= 2)
                return new(Ended(GenerationEnd.ContextFull, null), cached, count);
            _tokens.Add(token);
            previous = token;
        }
    }

    // Of the last run: what the token that comes now is chosen from.
    private float[]? State()
    {
        if (_state is not null)
            _session!.Read(model.ProbeOutput!, _state);
        return _state;
    }

    // Hands a token over; says why the answer ends with it, if it does.
    private GenerationEnd? Take(int token, TokenSignals? signals, int count)
    {
        if (model.IsEnd(token))
            return Ended(GenerationEnd.EndToken, signals);
        if (!sink!.OnToken(token, signals))
            return GenerationEnd.Sink;
        if (count >= request.MaxTokens)
            return Ended(GenerationEnd.MaxTokens, null);
        return _tokens.Count + 1 >= model.Facts.ContextLength ? Ended(GenerationEnd.ContextFull, null) : null;
    }

    private GenerationEnd Ended(GenerationEnd end, TokenSignals? signals)
    {
        sink!.OnEnd(end, signals);
        return end;
    }

    private T Guarded<T>(Func<int, T> work, CancellationToken cancellationToken)
    {
        var keep = true;
        using var registration = cancellationToken.UnsafeRegister(static generation => ((Generation)generation!).Stop(), this);
        try
        {
            return work(MoveIn(request.MaxTokens, cancellationToken));
        }
        catch (GenerationTerminatedException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            keep = false;
            throw;
        }
        finally
        {
            MoveOut(keep);
        }
    }

    private int MoveIn(int stillToCome, CancellationToken cancellationToken)
    {
        var tokens = _tokens.ToArray();
        var session = model.Sessions.Rent(model.NeedOf(request, tokens, stillToCome), out var reusable);
        lock (_gate)
        {
            _session = session;
            if (_stopped)
                session.Terminate();
        }
        return session.MoveTo(tokens, request.RunsAnew ? 0 : reusable, cancellationToken);
    }

    // Behind the gate: a stop comes either before, and is taken back here, or finds no session.
    private void MoveOut(bool keep)
    {
        TokenSession? session;
        lock (_gate)
        {
            session = _session;
            _session = null;
        }
        if (session is null)
            return;
        session.Resume();
        model.Sessions.Return(session, request.Partition, keep);
    }

    // The cache cannot be copied: all tokens run again in a session twice as large.
    private void Grow(int stillToCome, CancellationToken cancellationToken)
    {
        MoveOut(keep: false);
        MoveIn(stillToCome, cancellationToken);
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _session?.Terminate();
        }
    }
}
