namespace HybridAi;

/// <summary>Reads how the machine is doing. Thread-safe.</summary>
public interface IDeviceState
{
    /// <summary>The conditions now; cheap, because every request asks.</summary>
    DeviceConditions Current { get; }
}

/// <summary>How the machine is doing. What the system does not tell is <see langword="null"/> and changes nothing.</summary>
public readonly record struct DeviceConditions
{
    /// <summary>Whether it runs on its battery.</summary>
    public bool? OnBattery { get; init; }

    /// <summary>How full the battery is, in 0..1.</summary>
    public double? BatteryLevel { get; init; }

    /// <summary>Whether the system saves energy.</summary>
    public bool? BatterySaver { get; init; }

    /// <summary>Whether it is so hot that the system slows down or soon will.</summary>
    public bool? Hot { get; init; }

    /// <summary>Whether the network is paid for by volume.</summary>
    public bool? Metered { get; init; }

    /// <summary>Whether there is no network.</summary>
    public bool? Offline { get; init; }
}

/// <summary>What a condition of the device does to routing.</summary>
public enum DeviceEffect
{
    /// <summary>Nothing.</summary>
    Ignore,

    /// <summary>Device targets come last; they still stand in.</summary>
    AvoidDevice,

    /// <summary>Device targets may not answer.</summary>
    ForbidDevice,

    /// <summary>Off-device targets come last; they still stand in.</summary>
    AvoidOffDevice,

    /// <summary>Off-device targets may not answer.</summary>
    ForbidOffDevice,
}

/// <summary>What the conditions of the device do to routing. Immutable.</summary>
public sealed record DeviceRules
{
    /// <summary>Share of the battery below which it is low.</summary>
    public const double LowBatteryLevel = 0.15;

    /// <summary>On battery. Default <see cref="DeviceEffect.Ignore"/>.</summary>
    public DeviceEffect OnBattery { get; init; }

    /// <summary>On battery and below <see cref="LowBatteryLevel"/>. Default <see cref="DeviceEffect.AvoidDevice"/>.</summary>
    public DeviceEffect LowBattery { get; init; } = DeviceEffect.AvoidDevice;

    /// <summary>The system saves energy. Default <see cref="DeviceEffect.AvoidDevice"/>.</summary>
    public DeviceEffect BatterySaver { get; init; } = DeviceEffect.AvoidDevice;

    /// <summary>Too hot. Default <see cref="DeviceEffect.AvoidDevice"/>.</summary>
    public DeviceEffect Hot { get; init; } = DeviceEffect.AvoidDevice;

    /// <summary>The network is paid for by volume. Default <see cref="DeviceEffect.Ignore"/>.</summary>
    public DeviceEffect Metered { get; init; }

    /// <summary>No network. Default <see cref="DeviceEffect.AvoidOffDevice"/>.</summary>
    public DeviceEffect Offline { get; init; } = DeviceEffect.AvoidOffDevice;

    /// <summary>The first condition, in the order of weight, that has the effect; its reason code.</summary>
    internal string? Cause(in DeviceConditions now, DeviceEffect effect) =>
        now.Offline == true && Offline == effect ? RouteReasons.Offline
        : now.Hot == true && Hot == effect ? RouteReasons.Hot
        : now.BatterySaver == true && BatterySaver == effect ? RouteReasons.BatterySaver
        : now.OnBattery == true && now.BatteryLevel < LowBatteryLevel && LowBattery == effect ? RouteReasons.LowBattery
        : now.OnBattery == true && OnBattery == effect ? RouteReasons.OnBattery
        : now.Metered == true && Metered == effect ? RouteReasons.Metered
        : null;
}
