namespace HybridAi.Privacy;

/// <summary>A further source of findings, for example a model for names. Called by <see cref="PrivacyScanner.ScanAsync"/>. Must be thread-safe.</summary>
/// <remarks>When it throws or is late the scan counts as incomplete, so the text stays on the device: nothing fails open.</remarks>
public interface IEntityRecognizer
{
    /// <summary>Name for configuration and diagnostics.</summary>
    string Name { get; }

    /// <summary>Finds entities.</summary>
    /// <param name="text">The text of one part. Offsets of the findings count its UTF-16 code units.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default);
}
