namespace HybridAi;

/// <summary>Privacy removed every target that could have answered. Nothing has left the device.</summary>
public sealed class PrivacyBlockedException : NoEligibleTargetException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do; never the text that was found.</param>
    /// <param name="reasons">Per target, why it may not answer.</param>
    /// <param name="classes">Found entity types and statement classes with their counts.</param>
    /// <param name="innerException">The device target's failure, if that is what left no target.</param>
    public PrivacyBlockedException(
        string message,
        IReadOnlyDictionary<string, string> reasons,
        IReadOnlyDictionary<string, int> classes,
        Exception? innerException = null)
        : base(message, reasons, innerException)
    {
        ArgumentNullException.ThrowIfNull(classes);

        Classes = classes;
    }

    /// <summary>Found entity types and statement classes with their counts; never text.</summary>
    public IReadOnlyDictionary<string, int> Classes { get; }
}
