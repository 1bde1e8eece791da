using System.Buffers;
using HybridAi.OnnxRuntimeGenAI.Native;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>One answer while it is generated, on a worker's thread.</summary>
internal sealed class Generation(LocalModel model, GenerationRequest request, IGenerationSink? sink)
{
    private readonly object _gate = new();
    private readonly List<int> _tokens = [.. request.Prompt];
    private TokenSession? _session;
    private bool _stopped;

    /// <summary>Generates.</summary>
    public GenerationResult Run(CancellationToken cancellationToken) => Guarded(cached =>
    {
        sink!.OnPrompt(cached);
        return request.Guidance is null
            ? RunPicked(cached, cancellationToken)
            : RunGuided(cached, cancellationToken);
    }, cancellationToken);

    /// <summary>Runs the prompt and reads the hidden state at its last token.</summary>
    public (float[] State, int Cached) Probe(CancellationToken cancellationToken) => Guarded(cached =>
    {
        var state = new float[model.RowLength(model.ProbeOutput!)];
        _session!.Read(model.ProbeOutput!, state);
        return (state, cached);
    }, cancellationToken);

    private GenerationResult RunPicked(int cached, CancellationToken cancellationToken)
    {
        var vocabulary = model.Facts.VocabularySize;
        var distribution = request.WantsSignals ? new TokenDistribution(vocabulary) : null;
        var rented = ArrayPool<float>.Shared.Rent(vocabulary);
        try
        {
            var logits = rented.AsSpan(0, vocabulary);
            for (var count = 0; ; count++)
            {
                _session!.Read(model.Facts.LogitsOutput, logits);
                distribution?.Measure(logits);
                var token = request.Picker.Pick(logits);
                var signals = distribution?.Of(token, request.Alternatives);
                if (model.IsEnd(token))
                    return End(GenerationEnd.EndToken, cached, count + 1, signals);
                if (!sink!.OnToken(token, signals))
                    return new(GenerationEnd.Sink, cached, count + 1);
                if (count + 1 >= request.MaxTokens)
                    return End(GenerationEnd.MaxTokens, cached, count + 1);
                if (_tokens.Count + 1 >= model.Facts.ContextLength)
                    return End(GenerationEnd.ContextFull, cached, count + 1);
                cancellationToken.ThrowIfCancellationRequested();
                request.Picker.Accept(token);
                _tokens.Add(token);
                if (_session.Free == 0)
                    Grow(request.MaxTokens - count, cancellationToken);
                else
                    _session.Append([token], cancellationToken);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private GenerationResult RunGuided(int cached, CancellationToken cancellationToken)
    {
        var distribution = request.WantsSignals ? new TokenDistribution(model.Facts.VocabularySize) : null;
        var logits = distribution is null ? [] : new float[model.Facts.VocabularySize];
        int? previous = null;
        for (var count = 0; ; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = _session!.Next(previous);
            if (distribution is not null)
            {
                // The raw logits of the run that led to this token: the mask of the grammar is not in them.
                _session.Read(model.Facts.LogitsOutput, logits);
                distribution.Measure(logits);
            }
            var signals = distribution?.Of(token, request.Alternatives);
            if (model.IsEnd(token))
                return End(GenerationEnd.EndToken, cached, count + 1, signals);
            if (!sink!.OnToken(token, signals))
                return new(GenerationEnd.Sink, cached, count + 1);
            if (count + 1 >= request.MaxTokens)
                return End(GenerationEnd.MaxTokens, cached, count + 1);
            if (_session.Free <= 2)
                return End(GenerationEnd.ContextFull, cached, count + 1);
            previous = token;
        }
    }

    private GenerationResult End(GenerationEnd end, int cached, int tokens, TokenSignals? signals = null)
    {
        sink!.OnEnd(end, signals);
        return new(end, cached, tokens);
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
        return session.MoveTo(tokens, reusable, cancellationToken);
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
