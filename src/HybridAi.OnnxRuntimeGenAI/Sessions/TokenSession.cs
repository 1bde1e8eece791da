using System.Runtime.InteropServices;
using HybridAi.OnnxRuntimeGenAI.Native;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>A live generator and the tokens that have run through it. Used by one thread at a time.</summary>
/// <remarks>
/// Only tokens whose run is known to be complete are remembered. Whatever else the generator holds (a sampled token that has
/// not run, a run that was stopped) is rewound before the next append, so that the cache never has a hole.
/// </remarks>
internal sealed class TokenSession : IDisposable
{
    /// <summary>Longest append; bounds the logits of a prefill (a row of them is as long as the vocabulary).</summary>
    public const int ChunkSize = 256;

    // Above this many rows it is cheaper to run the last token alone than to copy the logits of all rows.
    private const int CheapRows = 32;

    private readonly NativeGenerator _generator;
    private readonly List<int> _tokens = [];
    private bool _isCurrent;
    private bool _isNativeAhead;
    private bool _hasRun;

    public TokenSession(NativeGenerator generator, Guidance? guidance) =>
        (_generator, Guidance) = (generator, guidance);

    /// <summary>Prompt and answer together, in tokens.</summary>
    public int Capacity => _generator.Capacity;

    /// <summary>The grammar this session's generator follows.</summary>
    public Guidance? Guidance { get; }

    /// <summary>The tokens that have run.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Tokens that fit still.</summary>
    public int Free => Capacity - _tokens.Count;

    /// <summary>Brings the session to exactly this prompt; outputs are then those of its last token.</summary>
    /// <param name="prompt">At least one token; fits the capacity.</param>
    /// <param name="reusable">How many tokens of a common beginning may be reused.</param>
    /// <param name="cancellationToken">Stops, also in the middle of a run.</param>
    /// <returns>How many tokens were reused.</returns>
    public int MoveTo(ReadOnlySpan<int> prompt, int reusable, CancellationToken cancellationToken)
    {
        var common = Math.Min(reusable, Tokens.CommonPrefixLength(prompt));
        if (common == prompt.Length && _tokens.Count == common && _isCurrent && Guidance is null)
            return common;
        // The last token always runs: its outputs are wanted, and a rewind also resets a grammar.
        var kept = Math.Min(common, prompt.Length - 1);
        RewindTo(kept);
        var rest = prompt[kept..];
        var lastChunk = rest.Length % ChunkSize;
        var alone = lastChunk is 0 or > CheapRows ? 1 : 0;
        Append(rest[..^alone], cancellationToken);
        Append(rest[^alone..], cancellationToken);
        return kept;
    }

    /// <summary>Runs more tokens.</summary>
    /// <param name="tokens">The tokens; none is allowed.</param>
    /// <param name="cancellationToken">Stops, also in the middle of a run.</param>
    public void Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        while (!tokens.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = tokens[..Math.Min(tokens.Length, ChunkSize)];
            if (_isNativeAhead)
            {
                _generator.RewindTo(_tokens.Count);
                _isNativeAhead = false;
            }
            _isCurrent = false;
            _isNativeAhead = _hasRun = true;
            _generator.Append(chunk);
            _isNativeAhead = false;
            _isCurrent = true;
            _tokens.AddRange(chunk);
            tokens = tokens[chunk.Length..];
        }
    }

    /// <summary>Lets the native loop choose and keep the next token.</summary>
    /// <param name="previous">What it chose before; that token has run when this returns.</param>
    /// <returns>The chosen token, which has not run yet.</returns>
    public int Next(int? previous)
    {
        _isCurrent = false;
        _isNativeAhead = true;
        var token = _generator.Next();
        if (previous is { } done)
            _tokens.Add(done);
        return token;
    }

    /// <summary>Reads the last row of an output of the last run.</summary>
    public void Read(string output, Span<float> row) => _generator.ReadLastRow(output, row);

    /// <summary>Stops the current run, from any thread.</summary>
    public void Terminate() => _generator.Terminate();

    /// <summary>Allows work again after <see cref="Terminate"/>.</summary>
    public void Resume() => _generator.Resume();

    public void Dispose() => _generator.Dispose();

    private void RewindTo(int count)
    {
        if (!_hasRun || (count == _tokens.Count && !_isNativeAhead && Guidance is null))
            return;
        CollectionsMarshal.SetCount(_tokens, count);
        // Native rewinds are delayed until the next append: two in a row corrupt a cache that is not shared.
        _isNativeAhead = true;
        _isCurrent = false;
    }
}
