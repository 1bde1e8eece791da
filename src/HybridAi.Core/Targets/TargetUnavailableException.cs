namespace HybridAi;

/// <summary>Why a target could not answer; the router decides by it whether another target may be tried.</summary>
public enum TargetErrorKind
{
    /// <summary>Network failure, timeout or a 5xx answer; the same request may succeed later or elsewhere.</summary>
    Transient,

    /// <summary>The target asks to slow down (429).</summary>
    RateLimited,

    /// <summary>The key is missing, wrong or not allowed (401, 403).</summary>
    Authentication,

    /// <summary>The request does not fit the target's context window.</summary>
    ContextExceeded,

    /// <summary>The provider refused the content.</summary>
    ContentFiltered,

    /// <summary>The target rejected the request (other 4xx).</summary>
    InvalidRequest,

    /// <summary>The answer could not be understood, or the stream ended before it was complete.</summary>
    Malformed,
}

/// <summary>A target did not answer.</summary>
public sealed class TargetUnavailableException : HybridAiException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="message">What happened and what to do; without prompt text, keys or response bodies.</param>
    /// <param name="retryAfter">How long the target asked to wait, if it said so.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TargetUnavailableException(
        TargetErrorKind kind, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        RetryAfter = retryAfter;
    }

    /// <summary>Why the target did not answer.</summary>
    public TargetErrorKind Kind { get; }

    /// <summary>How long the target asked to wait; <see langword="null"/> when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
