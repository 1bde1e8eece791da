namespace HybridAi;

/// <summary>Keeps one record of every request that ended: which classes went where, when, under which policy. Thread-safe.</summary>
/// <remarks>
/// It is told tenants and conversation keys as they are, and must write neither down in clear. <see cref="Write"/> is called on the
/// request's own thread; it must be quick and must not throw.
/// </remarks>
public interface IAuditSink
{
    /// <summary>
    /// Whether requests may leave the device now. A sink that must not lose a record says <see langword="false"/> while it cannot write:
    /// off-device targets are then not eligible, with the reason <see cref="IneligibleReasons.Audit"/>.
    /// </summary>
    bool MayLeave { get; }

    /// <summary>A request ended.</summary>
    /// <param name="entry">What is known about it; no content.</param>
    void Write(AuditEntry entry);
}
