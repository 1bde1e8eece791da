namespace HybridAi;

/// <summary>What is wrong with a local model.</summary>
public enum LocalModelErrorKind
{
    /// <summary>The model folder or file is not there.</summary>
    NotFound,

    /// <summary>The model's files are damaged or incomplete.</summary>
    Corrupt,

    /// <summary>The model, or something asked of it, is not supported.</summary>
    NotSupported,

    /// <summary>No execution provider of the ladder could run the model.</summary>
    ProviderMissing,

    /// <summary>The request does not fit the model's context window.</summary>
    ContextExceeded,

    /// <summary>A JSON schema or grammar cannot be enforced.</summary>
    GrammarInvalid,

    /// <summary>The native runtime is not there or does not load on this machine.</summary>
    NativeMissing,

    /// <summary>The bounded queue is full; try again later.</summary>
    Busy,

    /// <summary>The model failed while it ran.</summary>
    Failed,
}

/// <summary>A local model could not be prepared, loaded or run.</summary>
public sealed class LocalModelException : HybridAiException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="message">What happened and what to do; without prompt text and without absolute paths.</param>
    /// <param name="innerException">The cause, already free of paths, if any.</param>
    public LocalModelException(LocalModelErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What is wrong.</summary>
    public LocalModelErrorKind Kind { get; }
}
