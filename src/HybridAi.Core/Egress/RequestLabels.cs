using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The labels of a whole request and what policy says about them, per location.</summary>
internal sealed class RequestLabels(ScanResult scan, bool kept, PrivacyPolicy policy, bool released)
{
    private PrivacyVerdict? _private;
    private PrivacyVerdict? _cloud;

    /// <summary>The same labels with what rebuilt copies no longer carry.</summary>
    public RequestLabels As(bool keptOnDevice, bool isReleased) =>
        keptOnDevice == kept && isReleased == released ? this : new(scan, keptOnDevice, policy, isReleased);

    /// <summary>What policy says at a location. Asked more than once, worked out once; a race works it out twice.</summary>
    public PrivacyVerdict At(Location location) => location switch
    {
        Location.Private => _private ??= policy.Evaluate(scan, Location.Private, released),
        Location.Cloud => _cloud ??= policy.Evaluate(scan, Location.Cloud, released),
        _ => policy.Evaluate(scan, Location.Device, released),
    };

    /// <summary>Says why the request may not be seen at a location, without content; <see langword="null"/> when it may.</summary>
    /// <remarks>Masking and consent come later: until then what asks for them stays on the device.</remarks>
    public string? Blocked(Location location)
    {
        if (location == Location.Device)
        {
            return null;
        }

        if (kept)
        {
            return "marked to be kept on the device";
        }

        var verdict = At(location);
        return verdict.Strictest == Treatment.Allow ? null
            : verdict.Reason switch
            {
                VerdictReason.IncompleteScan => "not everything could be read",
                VerdictReason.NotReleased => "not released",
                _ => Shorten(string.Join(", ", verdict.Labels.Where(l => l.Treatment > Treatment.Allow).Select(l => $"{l.Subject} {l.Count}"))),
            };
    }

    /// <summary>Found subjects with their counts, at most eight, the strictest first.</summary>
    public IReadOnlyDictionary<string, int> Counts()
    {
        if (scan.IsEmpty)
        {
            return RouteDecision.NoLabels;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var label in At(Location.Cloud).Labels)
        {
            if (counts.Count < 8 || counts.ContainsKey(label.Subject))
            {
                counts[label.Subject] = counts.GetValueOrDefault(label.Subject) + label.Count;
            }
        }

        return counts;
    }

    /// <summary>How many labels may be seen as they are at a location.</summary>
    public int AllowedAt(Location location) =>
        At(location).Labels.Where(l => l.Treatment == Treatment.Allow).Sum(l => l.Count);

    private static string Shorten(string text) => text.Length <= 60 ? text : $"{text.AsSpan(0, 57)}...";
}
