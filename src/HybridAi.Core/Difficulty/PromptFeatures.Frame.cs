namespace HybridAi;

/// <content>
/// The frame of a prompt: the words its lines begin with and its last words. Requests made from one template share it, however long what
/// is filled in. Read only where something was learned about frames: by an app's own labels.
/// </content>
internal sealed partial class PromptFeatures
{
    private const int MaxFrame = 64;
    private const uint FirstLine = 0x51ED270B, OtherLine = 0x2545F491, End = 0x68E31DA4;

    private readonly int[] _frame;
    private int _frameCount;
    private int _lineWords;
    private bool _onFirstLine;
    private uint _lineHash;
    private uint _last;
    private uint _beforeLast;

    /// <summary>Buckets of the distinct known n-grams of the frame.</summary>
    public ReadOnlySpan<int> Frame => _frame.AsSpan(0, _frameCount);

    private void StartFrame()
    {
        _frameCount = _lineWords = 0;
        _onFirstLine = true;
        _last = _beforeLast = 0;
    }

    private void FrameWord(uint word)
    {
        if (_frame.Length == 0 && _sink is null) return;
        if (_lineWords < (_onFirstLine ? 3 : 2))
        {
            _lineHash = NgramHash.Pair(_lineWords == 0 ? _onFirstLine ? FirstLine : OtherLine : _lineHash, word);
            AddFrame(NgramHash.Mix(_lineHash));
        }

        _lineWords++;
        (_beforeLast, _last) = (_last, word);
    }

    private void EndFrameLine()
    {
        if (_lineWords > 0) _onFirstLine = false;
        _lineWords = 0;
    }

    private void EndFrame()
    {
        if (_last == 0) return;
        uint last = NgramHash.Pair(End, _last);
        AddFrame(NgramHash.Mix(last));
        AddFrame(NgramHash.Mix(NgramHash.Pair(last, _beforeLast)));
    }

    private void AddFrame(uint mixed)
    {
        if (_vocabulary is null)
        {
            _sink!.Frame(mixed);
            return;
        }

        int bucket = _vocabulary.FindOwn(mixed);
        if (bucket >= 0 && _frameCount < _frame.Length && !Frame.Contains(bucket)) _frame[_frameCount++] = bucket;
    }
}
