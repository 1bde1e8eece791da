using System.Threading.Channels;
using HybridAi.OnnxRuntimeGenAI.Sessions;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>A piece of an answer on its way from the worker to the caller.</summary>
/// <param name="Text">Complete characters; may be empty when only signals are new.</param>
/// <param name="LogProbabilities">Of the tokens since the last piece, if they were asked for.</param>
/// <param name="Confidence">Of the draft so far, if it was asked for.</param>
internal sealed record AnswerPiece(
    string Text, IReadOnlyList<TokenProbability>? LogProbabilities, DraftConfidence? Confidence);

/// <summary>Turns tokens into pieces of text on the worker's thread and hands them over through a bounded channel.</summary>
internal sealed class AnswerSink(
    ByteLevelTokenizer tokenizer, AnswerWishes wishes, int promptTokens, ChannelWriter<AnswerPiece> writer,
    CancellationToken cancellationToken) : IGenerationSink
{
    private readonly TokenTextStream _text = new(tokenizer);
    private readonly TextStopMatcher _stop = new(wishes.StopSequences);
    private readonly ConfidenceMeter? _meter = wishes.WantsConfidence ? new ConfidenceMeter(promptTokens) : null;
    private List<TokenProbability>? _logProbabilities;

    /// <summary>Tokens of the prompt that had run before.</summary>
    public int CachedTokens { get; private set; }

    /// <summary>Whether a stop sequence ended the answer.</summary>
    public bool HitStop => _stop.Stop is not null;

    public void OnPrompt(int cachedTokens) => CachedTokens = cachedTokens;

    public bool OnToken(int token, TokenSignals? signals)
    {
        Note(token, signals);
        var text = _stop.Append(_text.Append(token));
        // Who watches confidence hears of every token, also of those that complete no character.
        if (text.Length > 0 || HitStop || _meter is not null)
            Send(text, isLast: HitStop);
        return !HitStop;
    }

    public void OnEnd(GenerationEnd end, TokenSignals? signals)
    {
        if (signals is { } measured)
            _meter?.Add(measured, isEnd: true);
        var text = _stop.Append(_text.Flush()) + _stop.Flush();
        if (text.Length > 0 || _logProbabilities is not null || _meter is not null)
            Send(text, isLast: true);
    }

    private void Note(int token, TokenSignals? signals)
    {
        if (signals is not { } measured)
            return;
        _meter?.Add(measured);
        if (wishes.WantsLogProbabilities)
            (_logProbabilities ??= []).Add(new(TextOf(token), measured.LogProbability,
                [.. measured.Alternatives.Select(other => new TokenAlternative(TextOf(other.Id), other.LogProbability))]));
    }

    private string TextOf(int token) => tokenizer.Decode([token]);

    // Blocks the worker, not a pool thread, while the caller is behind.
    private void Send(string text, bool isLast)
    {
        var piece = new AnswerPiece(text, _logProbabilities, _meter?.Read(isLast));
        _logProbabilities = null;
        while (!writer.TryWrite(piece))
        {
            if (!writer.WaitToWriteAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
                throw new OperationCanceledException(cancellationToken);
        }
    }
}
