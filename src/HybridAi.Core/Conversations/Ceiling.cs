using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The strictest treatment of something towards the two off-device locations.</summary>
internal readonly record struct Ceiling(Treatment Private, Treatment Cloud)
{
    public static Ceiling None => default;

    /// <summary>Nothing may leave.</summary>
    public static Ceiling Device => new(Treatment.Forbid, Treatment.Forbid);

    public bool IsNone => this == default;

    public Treatment At(Location location) => location switch
    {
        Location.Device => Treatment.Allow,
        Location.Private => Private,
        _ => Cloud,
    };

    public Ceiling And(Ceiling other) => new(
        Private > other.Private ? Private : other.Private,
        Cloud > other.Cloud ? Cloud : other.Cloud);

    /// <summary>As it travels on a message.</summary>
    public string Write() => $"{(int)Private}{(int)Cloud}";

    /// <summary>Reads what <see cref="Write"/> wrote. What nobody understands is as strict as can be.</summary>
    public static Ceiling Read(string? text) => text is [>= '0' and <= '3' and var @private, >= '0' and <= '3' and var cloud]
        ? new((Treatment)(@private - '0'), (Treatment)(cloud - '0'))
        : Device;
}
