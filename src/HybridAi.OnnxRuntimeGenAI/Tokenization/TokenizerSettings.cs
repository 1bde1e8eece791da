namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>All of a tokenizer but its tables.</summary>
internal sealed record TokenizerSettings
{
    public required PreTokenizerKind PreTokenizer { get; init; }

    /// <summary>Whether text is normalised to NFC first.</summary>
    public bool Normalizes { get; init; }

    /// <summary>Whether a piece that is a token is taken whole even if merging would not reach it.</summary>
    public bool IgnoreMerges { get; init; }

    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    public int? BosId { get; init; }

    public int? EosId { get; init; }

    public int? PadId { get; init; }

    public bool AddBos { get; init; }

    public bool AddEos { get; init; }

    public string? ChatTemplate { get; init; }
}
