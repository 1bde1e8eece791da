namespace HybridAi;

/// <summary>The base of every failure that HybridAi itself reports. A caller's cancellation is never one of these.</summary>
/// <remarks>Messages say what to do. They never hold prompt text, keys or absolute paths.</remarks>
public abstract class HybridAiException : Exception
{
    private protected HybridAiException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
