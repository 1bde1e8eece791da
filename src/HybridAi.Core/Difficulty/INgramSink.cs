namespace HybridAi;

/// <summary>Receives every word and n-gram while a vocabulary is collected.</summary>
internal interface INgramSink
{
    /// <summary>A word, before it is known whether it is skipped as courtesy.</summary>
    void Word(uint hash, ReadOnlySpan<byte> letters, bool isNumber);

    /// <summary>A mixed n-gram hash.</summary>
    void Ngram(uint mixed);

    /// <summary>A mixed n-gram hash of the frame.</summary>
    void Frame(uint mixed);
}
