using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>A byte-level BPE tokenizer. Thread-safe and immutable.</summary>
/// <remarks>
/// Control-token strings are ordinary text unless the caller asks otherwise, so that content can never forge a turn. Lone
/// surrogates are encoded as U+FFFD; every other text, NUL included, decodes to itself.
/// </remarks>
internal sealed class ByteLevelTokenizer
{
    private const int StackBytes = 512;

    // English gives four to five, digits and other scripts fewer; only the size of the first buffer depends on it.
    private const int TypicalCharsPerToken = 3;

    private readonly TokenTable _tokens;
    private readonly BytePairEncoder _encoder;
    private readonly AddedTokenMatcher _added;
    private readonly PreTokenizerKind _preTokenizer;
    private readonly bool _normalizes;

    internal ByteLevelTokenizer(TokenTable tokens, MergeTable merges, TokenizerSettings settings)
    {
        _tokens = tokens;
        _encoder = new BytePairEncoder(tokens, merges, settings.IgnoreMerges);
        _added = new AddedTokenMatcher(settings.Added);
        _preTokenizer = settings.PreTokenizer;
        _normalizes = settings.Normalizes;
        (BosId, EosId, PadId, ChatTemplate) = (settings.BosId, settings.EosId, settings.PadId, settings.ChatTemplate);
        (AddsBos, AddsEos) = (settings.AddBos && BosId is not null, settings.AddEos && EosId is not null);
    }

    /// <summary>Highest token id plus one.</summary>
    public int VocabularySize => _tokens.Count;

    /// <summary>Beginning of sequence, if the vocabulary has one.</summary>
    public int? BosId { get; }

    /// <summary>End of sequence or of turn, if the vocabulary has one.</summary>
    public int? EosId { get; }

    /// <summary>Padding as the file states it; it may equal <see cref="EosId"/>.</summary>
    public int? PadId { get; }

    /// <summary>Whether the file asks for BOS in front of every text.</summary>
    public bool AddsBos { get; }

    /// <summary>Whether the file asks for EOS behind every text.</summary>
    public bool AddsEos { get; }

    /// <summary>The chat template (Jinja), if there is one.</summary>
    public string? ChatTemplate { get; }

    /// <summary>Builds a tokenizer from a vocabulary.</summary>
    /// <exception cref="ModelFormatException">The vocabulary is inconsistent, or its pre-tokenizer is not supported.</exception>
    public static ByteLevelTokenizer Create(TokenizerVocabulary vocabulary) => VocabularyLoader.Load(vocabulary);

    /// <summary>Builds a tokenizer from <c>tokenizer.json</c> and, if present, <c>tokenizer_config.json</c> of a model folder.</summary>
    /// <exception cref="ModelFormatException">A file is missing, malformed, or uses something that is not supported.</exception>
    public static ByteLevelTokenizer FromFolder(string folder) => TokenizerFolder.Load(folder);

    /// <summary>Whether the id is a control token, which has no place in visible text.</summary>
    public bool IsControl(int id) => _tokens.KindOf(id) is TokenKind.Control or TokenKind.Unknown;

    /// <summary>The id of the control or added token with exactly this text, if there is one.</summary>
    public int? FindSpecial(ReadOnlySpan<char> text) => _added.Find(text) is >= 0 and var id ? id : null;

    /// <summary>Where, at or behind <paramref name="from"/>, a control-token string starts, also inside another; or -1.</summary>
    public int IndexOfControl(ReadOnlySpan<char> text, int from) => _added.IndexOfControl(text, from);

    /// <summary>Whether a control-token string starts with this character.</summary>
    public bool StartsControl(char c) => _added.StartsControl(c);

    /// <summary>The bytes of a token; empty for an id outside the vocabulary.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => _tokens.BytesOf(id);

    /// <summary>Encodes text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowControl">Whether control-token strings become control tokens. Default: they are ordinary text.</param>
    /// <param name="addBosEos">Whether to add BOS and EOS where the file asks for it. Default: neither is added.</param>
    public int[] Encode(ReadOnlySpan<char> text, bool allowControl = false, bool addBosEos = false)
    {
        var sink = new TokenCollector(text.Length / TypicalCharsPerToken);
        try
        {
            EncodeWhole(text, allowControl, addBosEos, ref sink);
            return sink.ToArray();
        }
        finally
        {
            sink.Dispose();
        }
    }

    /// <summary>Encodes a rendered prompt: control tokens come from trusted segments only.</summary>
    /// <remarks>
    /// Ordinary text is split and merged across the borders, so that the ids are those of the joined text; only a control-token
    /// string of which any character is untrusted stays text.
    /// </remarks>
    public int[] Encode(IReadOnlyList<TextSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var text = string.Concat(segments.Select(segment => segment.Text));
        var ends = new List<int>(segments.Count + 1);
        var (at, trusted) = (0, false);
        foreach (var segment in segments)
        {
            if (segment.Trusted != trusted)
                ends.Add(at);
            trusted = segment.Trusted;
            at += segment.Text.Length;
        }
        ends.Add(at);
        var sink = new TokenCollector(text.Length / TypicalCharsPerToken);
        try
        {
            EncodeText(text, [.. ends], ref sink);
            return sink.ToArray();
        }
        finally
        {
            sink.Dispose();
        }
    }

    /// <summary>Counts the ids that <see cref="Encode(ReadOnlySpan{char}, bool, bool)"/> would give, without making them.</summary>
    public int CountTokens(ReadOnlySpan<char> text, bool allowControl = false, bool addBosEos = false)
    {
        var sink = default(TokenCounter);
        EncodeWhole(text, allowControl, addBosEos, ref sink);
        return sink.Count;
    }

    /// <summary>Decodes ids. Bytes that are not UTF-8 become U+FFFD; ids outside the vocabulary give nothing.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipControl">Whether to leave control tokens out. Default: they are written as their text.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipControl = false)
    {
        var length = 0;
        foreach (var id in ids)
            length += _tokens.BytesOf(id).Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        var used = 0;
        foreach (var id in ids)
        {
            if (skipControl && IsControl(id))
                continue;
            var token = _tokens.BytesOf(id);
            token.CopyTo(bytes.AsSpan(used));
            used += token.Length;
        }
        var text = Encoding.UTF8.GetString(bytes, 0, used);
        ArrayPool<byte>.Shared.Return(bytes);
        return text;
    }

    private void EncodeWhole<TSink>(ReadOnlySpan<char> text, bool allowControl, bool addBosEos, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        if (addBosEos && AddsBos)
            sink.Add(BosId!.Value);
        EncodeText(text, allowControl ? [0, text.Length] : [], ref sink);
        if (addBosEos && AddsEos)
            sink.Add(EosId!.Value);
    }

    private void EncodeText<TSink>(ReadOnlySpan<char> text, ReadOnlySpan<int> trustedEnds, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var trust = new TrustedRanges(trustedEnds);
        for (var at = 0; at < text.Length;)
        {
            var id = _added.Next(text, at, ref trust, out var start, out var end);
            EncodePlain(text[at..start], ref sink);
            if (id >= 0)
                sink.Add(id);
            at = end;
        }
    }

    private void EncodePlain<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        if (_normalizes && CanonicalComposition.MayChange(text))
            EncodePieces(CanonicalComposition.Compose(text), ref sink);
        else
            EncodePieces(text, ref sink);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EncodePieces<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        Span<byte> stack = stackalloc byte[StackBytes];
        while (!text.IsEmpty)
        {
            var piece = text[..PreTokenizer.EndOfPiece(_preTokenizer, text, 0)];
            text = text[piece.Length..];
            // UTF-8 takes at most three bytes per UTF-16 unit.
            if (piece.Length <= StackBytes / 3)
                _encoder.Encode(stack[..Encoding.UTF8.GetBytes(piece, stack)], ref sink);
            else
                EncodeLongPiece(piece, ref sink);
        }
    }

    private void EncodeLongPiece<TSink>(ReadOnlySpan<char> piece, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        _encoder.Encode(bytes.AsSpan(0, Encoding.UTF8.GetBytes(piece, bytes)), ref sink);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
