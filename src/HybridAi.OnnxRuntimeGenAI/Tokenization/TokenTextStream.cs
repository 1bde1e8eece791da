using System.Text;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Turns token ids into text one by one: only whole characters come out. Not thread-safe: one per answer.</summary>
/// <remarks>All texts together equal <see cref="ByteLevelTokenizer.Decode"/> of all ids, wherever the tokens cut a character.</remarks>
internal sealed class TokenTextStream
{
    private readonly ByteLevelTokenizer _tokenizer;
    private readonly bool _skipControl;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public TokenTextStream(ByteLevelTokenizer tokenizer, bool skipControl = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        (_tokenizer, _skipControl) = (tokenizer, skipControl);
    }

    /// <summary>Takes the next id.</summary>
    /// <returns>The text that is complete now; empty while a character is incomplete and for skipped control tokens.</returns>
    public string Append(int id) =>
        _skipControl && _tokenizer.IsControl(id) ? "" : Convert(_tokenizer.BytesOf(id), flush: false);

    /// <summary>Ends the text, for example after a stop in the middle of a character. The stream can then be used again.</summary>
    /// <returns>U+FFFD for an incomplete character, else nothing.</returns>
    public string Flush() => Convert(default, flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> chars = stackalloc char[128];
        var count = _decoder.GetCharCount(bytes, flush);
        if (count > chars.Length)
            chars = new char[count];
        count = _decoder.GetChars(bytes, chars, flush);
        return count == 0 ? "" : chars[..count].ToString();
    }
}
