namespace HybridAi;

/// <summary>The request may leave the device only with consent, nobody gave it, and no device target may or can answer. Nothing has left.</summary>
public sealed class ConsentRequiredException : HybridAiException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do; never the text that was found.</param>
    /// <param name="classes">What needs consent: entity types and statement classes with their counts.</param>
    /// <param name="innerException">The device target's failure, if that is what left no target.</param>
    public ConsentRequiredException(string message, IReadOnlyDictionary<string, int> classes, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentNullException.ThrowIfNull(classes);

        Classes = classes;
    }

    /// <summary>What needs consent: entity types and statement classes with their counts; never text.</summary>
    public IReadOnlyDictionary<string, int> Classes { get; }
}
