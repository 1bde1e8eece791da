using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The labels of a whole request and what policy says about them, per location.</summary>
internal sealed class RequestLabels(
    ScanResult scan, bool kept, PrivacyPolicy policy, bool released, LocationSet unmaskable = LocationSet.None)
{
    private PrivacyVerdict? _private;
    private PrivacyVerdict? _cloud;

    /// <summary>The same labels with what rebuilt copies no longer carry.</summary>
    public RequestLabels As(bool keptOnDevice, bool isReleased) =>
        keptOnDevice == kept && isReleased == released ? this : new(scan, keptOnDevice, policy, isReleased, unmaskable);

    /// <summary>The same labels, known to hold something no mask can stand for.</summary>
    public RequestLabels Unmaskable(LocationSet at) => new(scan, kept, policy, released, at);

    /// <summary>Whether something has to be masked, and nothing more, before the request may be seen at a location.</summary>
    public bool NeedsMask(Location location) =>
        location != Location.Device && !kept && !scan.IsEmpty && At(location).Strictest == Treatment.Mask;

    /// <summary>Whether names in any part of the request are worth protecting.</summary>
    public bool HasCompany(Location location) => policy.HasCompany(scan, location);

    /// <summary>Whether everything may be seen as it is, names judged as if what kept them company were still there.</summary>
    public bool IsClear(Location location, bool inCompany) =>
        !kept && policy.Evaluate(scan, location, released, inCompany).Strictest == Treatment.Allow;

    /// <summary>What policy says at a location. Asked more than once, worked out once; a race works it out twice.</summary>
    public PrivacyVerdict At(Location location) => location switch
    {
        Location.Private => _private ??= policy.Evaluate(scan, Location.Private, released),
        Location.Cloud => _cloud ??= policy.Evaluate(scan, Location.Cloud, released),
        _ => policy.Evaluate(scan, Location.Device, released),
    };

    /// <summary>Says why the request may not be seen at a location, without content; <see langword="null"/> when it may.</summary>
    /// <remarks>What asks for a mask may be seen masked. Consent cannot be given yet: what asks for it stays on the device.</remarks>
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
        var stays = verdict.Strictest == Treatment.Mask && unmaskable.Has(location);
        return verdict.Strictest == Treatment.Allow || (verdict.Strictest == Treatment.Mask && !stays) ? null
            : verdict.Reason switch
            {
                VerdictReason.IncompleteScan => "not everything could be read",
                VerdictReason.NotReleased => "not released",
                _ => Shorten((stays ? "cannot be masked: " : "") + string.Join(", ", verdict.Labels.Where(l => l.Treatment > Treatment.Allow).Select(l => $"{l.Subject} {l.Count}"))),
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

    /// <summary>How many labels may be seen only as a mask at a location.</summary>
    public int MaskedAt(Location location) =>
        At(location).Labels.Where(l => l.Treatment == Treatment.Mask).Sum(l => l.Count);

    private static string Shorten(string text) => text.Length <= 60 ? text : $"{text.AsSpan(0, 57)}...";
}

/// <summary>Off-device locations.</summary>
[Flags]
internal enum LocationSet
{
    None = 0,
    Private = 1,
    Cloud = 2,
}

/// <summary>Reads a <see cref="LocationSet"/>.</summary>
internal static class LocationSets
{
    public static LocationSet Of(Location location) => location switch
    {
        Location.Private => LocationSet.Private,
        Location.Cloud => LocationSet.Cloud,
        _ => LocationSet.None,
    };

    public static bool Has(this LocationSet set, Location location) => (set & Of(location)) != LocationSet.None;
}
