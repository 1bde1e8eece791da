using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The labels of a whole request and what policy says about them, per location.</summary>
/// <param name="Scan">What was found.</param>
/// <param name="Policy">The table.</param>
internal sealed record RequestLabels(ScanResult Scan, PrivacyPolicy Policy)
{
    private readonly bool _released;
    private PrivacyVerdict? _private;
    private PrivacyVerdict? _cloud;

    /// <summary>Whether a message is marked to be kept on the device.</summary>
    public bool Kept { get; init; }

    /// <summary>Whether there is an attachment that nobody could read and that policy does not let leave unread.</summary>
    public bool Unread { get; init; }

    /// <summary>Whether workflow, tenant or tag was released; only a closed posture asks.</summary>
    public bool Released
    {
        get => _released;
        init => (_released, _private, _cloud) = (value, null, null);
    }

    /// <summary>Where the request may not go because something in it has no place for a mask.</summary>
    public LocationSet Unmaskable { get; init; }

    /// <summary>How far a question for consent may reach.</summary>
    public ConsentReach Reach { get; init; }

    /// <summary>What the conversation and the answers in it hand on.</summary>
    public Ceiling Inherited { get; init; }

    /// <summary>Whether something has to be masked, and nothing more, before the request may be seen at a location.</summary>
    public bool NeedsMask(Location location) =>
        location != Location.Device && !Kept && Inherited.At(location) == Treatment.Allow && !Scan.IsEmpty
        && At(location).Strictest == Treatment.Mask;

    /// <summary>Whether names in any part of the request are worth protecting.</summary>
    public bool HasCompany(Location location) => Policy.HasCompany(Scan, location);

    /// <summary>Whether everything may be seen as it is, names judged as if what kept them company were still there.</summary>
    public bool IsClear(Location location, bool inCompany) =>
        !Kept && Policy.Evaluate(Scan, location, Released, inCompany).Strictest == Treatment.Allow;

    /// <summary>What policy says at a location. Asked more than once, worked out once; a race works it out twice.</summary>
    public PrivacyVerdict At(Location location) => location switch
    {
        Location.Private => _private ??= Policy.Evaluate(Scan, Location.Private, Released),
        Location.Cloud => _cloud ??= Policy.Evaluate(Scan, Location.Cloud, Released),
        _ => Policy.Evaluate(Scan, Location.Device, Released),
    };

    /// <summary>Whether the request may be seen at a location if somebody consents, and not without.</summary>
    public bool AsksAt(Location location) => AsksAt(location, Reach);

    /// <inheritdoc cref="AsksAt(Location)"/>
    public bool AsksAt(Location location, ConsentReach reach)
    {
        if (location == Location.Device || reach == ConsentReach.None || Kept
            || At(location).Reason is VerdictReason.IncompleteScan or VerdictReason.NotReleased)
        {
            return false;
        }

        var strictest = At(location).Strictest > Inherited.At(location) ? At(location).Strictest : Inherited.At(location);
        return strictest == Treatment.AskConsent
            || (strictest == Treatment.Forbid && reach == ConsentReach.Forbidden
                && !At(location).Labels.Any(l => l.Treatment == Treatment.Forbid && EntityTypes.Authentication.Contains(l.Subject)));
    }

    /// <summary>What consent is needed for at a location.</summary>
    public IReadOnlyList<TreatedLabel> Asking(Location location)
    {
        var asking = At(location).Labels.Where(l => l.Treatment > Treatment.Mask).ToList();
        if (Inherited.At(location) > Treatment.Mask)
        {
            asking.Add(new("inherited", Inherited.At(location), 1));
        }

        return asking;
    }

    /// <summary>What the conversation and an answer made from this request inherit.</summary>
    public Ceiling Bequest()
    {
        if (Kept || Unread)
        {
            return Ceiling.Device;
        }

        return Scan.IsEmpty ? Inherited : Inherited.And(new(Staying(Location.Private), Staying(Location.Cloud)));
    }

    /// <summary>Says why the request may not be seen at a location, without content; <see langword="null"/> when it may.</summary>
    /// <remarks>What asks for a mask may be seen masked; what asks for consent may be seen if somebody can be asked.</remarks>
    public string? Blocked(Location location)
    {
        if (location == Location.Device)
        {
            return null;
        }

        if (Kept)
        {
            return "marked to be kept on the device";
        }

        if (AsksAt(location))
        {
            return null;
        }

        var verdict = At(location);
        var stays = verdict.Strictest == Treatment.Mask && Unmaskable.Has(location);
        if (verdict.Strictest > Treatment.Mask || stays)
        {
            return verdict.Reason switch
            {
                VerdictReason.IncompleteScan => "not everything could be read",
                VerdictReason.NotReleased => "not released",
                _ => Shorten((stays ? "cannot be masked: " : verdict.Strictest == Treatment.AskConsent ? "needs consent: " : "") + string.Join(", ", verdict.Labels.Where(l => l.Treatment > Treatment.Allow).Select(l => $"{l.Subject} {l.Count}"))),
            };
        }

        return Inherited.At(location) > Treatment.Mask ? "the conversation held what has to stay" : null;
    }

    /// <summary>Found subjects with their counts, at most eight, the strictest first.</summary>
    public IReadOnlyDictionary<string, int> Counts()
    {
        if (Scan.IsEmpty)
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

    /// <summary>How many labels are seen only as a mask at a location, with consent where it is needed: all but statements.</summary>
    public int MaskedAt(Location location) =>
        At(location).Labels.Where(l => l.Treatment >= Treatment.Mask && !char.IsAsciiLetterLower(l.Subject[0])).Sum(l => l.Count);

    // Of the labels alone: a scan that was not complete may be so the next time, and a release is for the workflow.
    private Treatment Staying(Location location) =>
        At(location).Labels is [{ Treatment: >= Treatment.AskConsent and var treatment }, ..] ? treatment : Treatment.Allow;

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
