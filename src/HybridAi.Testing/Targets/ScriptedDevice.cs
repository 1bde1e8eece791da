namespace HybridAi.Testing;

/// <summary>A machine whose state a test sets: hot, on battery, without a network. Hand it to <see cref="HybridChatClientParts.Device"/>.</summary>
public sealed class ScriptedDevice : IDeviceState
{
    /// <summary>The conditions from now on. Default nothing is known.</summary>
    public DeviceConditions Current { get; set; }
}
