namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>The parts of a text in which control-token strings may become control tokens. Asked from left to right only.</summary>
/// <param name="ends">
/// Ends of alternating ranges: the first is untrusted text (it may be empty), the second trusted, and so on. What lies behind the
/// last end is untrusted.
/// </param>
internal ref struct TrustedRanges(ReadOnlySpan<int> ends)
{
    private readonly ReadOnlySpan<int> _ends = ends;
    private int _range;

    /// <summary>The end of the trusted range that holds this position; <paramref name="at"/> itself if it is not trusted.</summary>
    public int EndAt(int at)
    {
        while (_range < _ends.Length && _ends[_range] <= at)
            _range++;
        return _range < _ends.Length && (_range & 1) == 1 ? _ends[_range] : at;
    }
}
