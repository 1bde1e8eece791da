namespace HybridAi.Import;

/// <summary>What a vocabulary entry is, with the numbers of <c>tokenizer.ggml.token_type</c>.</summary>
public enum TokenKind
{
    /// <summary>Not stated.</summary>
    Undefined = 0,

    /// <summary>Ordinary text in the byte-level alphabet.</summary>
    Normal = 1,

    /// <summary>Stands for text outside the vocabulary.</summary>
    Unknown = 2,

    /// <summary>A control token such as an end-of-turn marker; never produced from user text.</summary>
    Control = 3,

    /// <summary>Added text that is matched literally before byte-pair merging.</summary>
    UserDefined = 4,

    /// <summary>A reserved, unused slot.</summary>
    Unused = 5,

    /// <summary>A raw byte.</summary>
    Byte = 6,
}
