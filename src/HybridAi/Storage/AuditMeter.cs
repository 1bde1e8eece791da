using System.Diagnostics.Metrics;
using System.Globalization;

namespace HybridAi;

/// <summary>What an audit tells metrics: how far it is, its head, and what it could not keep.</summary>
internal sealed class AuditMeter : IDisposable
{
    public const string Records = "hybridai.audit.records";
    public const string Head = "hybridai.audit.head";
    public const string Lost = "hybridai.audit.lost";

    private readonly Meter _meter = new("Experimental.HybridAi");

    public AuditMeter(AuditLog log)
    {
        _meter.CreateObservableGauge(Records, () => log.Sequence, "{record}", "Number of the last record.");

        // 48 bits: a metric's value is a double, and a tag would make a new series with every record.
        _meter.CreateObservableGauge(
            Head, () => long.Parse(log.Head.AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            description: "First 48 bits of the last record's code.");
        _meter.CreateObservableGauge(Lost, () => log.Lost, "{record}", "Records that wait to be reported as lost.");
    }

    public void Dispose() => _meter.Dispose();
}
