namespace HybridAi.Import;

/// <summary>A model file is malformed or uses something the importer does not support.</summary>
/// <remarks>The message names what is wrong and where in the file; it never holds a path.</remarks>
public sealed class ModelFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and, where it helps, what to do.</param>
    /// <param name="location">Where: a metadata key, a tensor name, or a byte offset; <see langword="null"/> when unknown.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ModelFormatException(string message, string? location = null, Exception? innerException = null)
        : base(location is null ? message : $"{message} (at {location})", innerException) => Location = location;

    /// <summary>Where in the file: a metadata key, a tensor name, or a byte offset; <see langword="null"/> when unknown.</summary>
    public string? Location { get; }
}
