using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace HybridAi;

/// <summary>Reads the power status of Windows, and whether a network is there and paid for by volume.</summary>
internal static class WindowsDevice
{
    [SupportedOSPlatform("windows")]
    public static DeviceConditions Read() =>
        (GetSystemPowerStatus(out var status) ? Of(status) : default) with { Offline = IsOffline(), Metered = WindowsNetworkCost.IsMetered() };

    /// <summary>What the status means; 255 stands for "unknown" in every field.</summary>
    public static DeviceConditions Of(in SystemPowerStatus status) => new()
    {
        OnBattery = status.AcLine switch
        {
            0 => true,
            1 => false,
            _ => null,
        },
        BatteryLevel = status.Percent <= 100 ? status.Percent / 100.0 : null,
        BatterySaver = status.BatterySaver == 1,
    };

    /// <summary>Whether cards are there and none of them is connected.</summary>
    public static bool? IsOffline()
    {
        var cards = NetworkInterface.GetAllNetworkInterfaces()
            .Where(c => c.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel)).ToList();
        return cards.Count == 0 ? null : !cards.Exists(c => c.OperationalStatus == OperationalStatus.Up);
    }

#pragma warning disable SYSLIB1054 // The generated form needs unsafe code, which this package does without; four bytes need no marshalling.
    [DllImport("kernel32.dll", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [SupportedOSPlatform("windows")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetSystemPowerStatus(out SystemPowerStatus status);
#pragma warning restore SYSLIB1054
}

/// <summary>SYSTEM_POWER_STATUS of the Windows API.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SystemPowerStatus
{
    public byte AcLine;
    public byte BatteryFlag;
    public byte Percent;
    public byte BatterySaver;
    public int LifeSeconds;
    public int FullLifeSeconds;
}
