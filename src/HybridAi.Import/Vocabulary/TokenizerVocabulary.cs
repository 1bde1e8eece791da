namespace HybridAi.Import;

/// <summary>A byte-level BPE vocabulary as a model file states it. Immutable; safe to share between threads.</summary>
public sealed record TokenizerVocabulary
{
    /// <summary>Token texts by id, in the GPT-2 byte alphabet for <see cref="TokenKind.Normal"/> entries, literal otherwise.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Kinds by id; as long as <see cref="Tokens"/>.</summary>
    public required IReadOnlyList<TokenKind> Kinds { get; init; }

    /// <summary>Merge rules by rank, each "left right" with one space between two texts in the byte alphabet.</summary>
    public required IReadOnlyList<string> Merges { get; init; }

    /// <summary>Name of the pre-tokenizer, as in <c>tokenizer.ggml.pre</c>: smollm, gpt-2, llama-bpe, qwen2 or default.</summary>
    public required string PreTokenizer { get; init; }

    /// <summary>Id of the beginning-of-sequence token, if there is one.</summary>
    public int? BosId { get; init; }

    /// <summary>Id of the end-of-sequence (end-of-turn) token, if there is one.</summary>
    public int? EosId { get; init; }

    /// <summary>Id for unknown text, if there is one.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Id of the padding token as the file states it; it may equal <see cref="EosId"/> and must then not be used as padding.</summary>
    public int? PadId { get; init; }

    /// <summary>Whether the file asks for a BOS in front of every text. Default <see langword="false"/>.</summary>
    public bool AddBos { get; init; }

    /// <summary>Whether the file asks for an EOS behind every text. Default <see langword="false"/>.</summary>
    public bool AddEos { get; init; }

    /// <summary>The chat template (Jinja), if the file has one.</summary>
    public string? ChatTemplate { get; init; }
}
