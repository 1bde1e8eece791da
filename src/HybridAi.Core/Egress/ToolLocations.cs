using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Which tools run on this device and hand nothing on. Of any other it is not known, so that it counts as off-device.</summary>
internal static class ToolLocations
{
    public static bool IsOnDevice(AITool tool, HybridPolicy policy) =>
        policy.DeviceTools.Contains(tool.Name, StringComparer.Ordinal)
        || (tool.AdditionalProperties.TryGetValue(HybridKeys.ToolLocation, out var location)
            && location switch { Location known => known == Location.Device, string text => text.Equals(nameof(Location.Device), StringComparison.OrdinalIgnoreCase), _ => false });

    /// <summary>Whether a call of a request's tool by its name may be given what stays on the device. Of two tools with one name both must.</summary>
    public static bool IsOnDevice(string name, ChatOptions? options, HybridPolicy policy) =>
        policy.DeviceTools.Contains(name, StringComparer.Ordinal)
        || (options?.Tools is { } tools && tools.Any(t => t.Name == name) && tools.Where(t => t.Name == name).All(t => IsOnDevice(t, policy)));
}
