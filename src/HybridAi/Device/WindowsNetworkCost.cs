using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace HybridAi;

/// <summary>Asks Windows whether the network is paid for by volume: INetworkCostManager::GetCost of netlistmgr.h.</summary>
/// <remarks>Called through the object's table of functions: the runtime's own COM marshalling does not survive trimming, and the generated one needs unsafe code.</remarks>
internal static class WindowsNetworkCost
{
    private const uint Fixed = 0x2;
    private const uint Variable = 0x4;
    private const uint OverLimit = 0x10000;
    private const uint Roaming = 0x40000;
    private const uint Known = 0xFFFF;
    private const int InProcessOrLocal = 0x1 | 0x4;
    private const int ReleaseSlot = 2;
    private const int GetCostSlot = 3;

    private static readonly Guid _manager = new("DCB00C01-570F-4A9B-8D69-199FDBA5723B");
    private static readonly Guid _costs = new("DCB00008-570F-4A9B-8D69-199FDBA5723B");

    /// <summary>What NLM_CONNECTION_COST means: a fixed volume, a price per volume, a volume used up, or abroad.</summary>
    public static bool? Of(uint cost) => (cost & (Fixed | Variable | OverLimit | Roaming)) != 0 ? true : (cost & Known) == 0 ? null : false;

    [SupportedOSPlatform("windows")]
    public static bool? IsMetered()
    {
        if (CoCreateInstance(_manager, IntPtr.Zero, InProcessOrLocal, _costs, out var costs) < 0 || costs == IntPtr.Zero)
        {
            return null;
        }

        try
        {
            return Slot<GetCost>(costs, GetCostSlot)(costs, out var cost, IntPtr.Zero) < 0 ? null : Of(cost);
        }
        finally
        {
            Slot<Release>(costs, ReleaseSlot)(costs);
        }
    }

    private static T Slot<T>(IntPtr thing, int slot)
        where T : Delegate =>
        Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(Marshal.ReadIntPtr(thing), slot * IntPtr.Size));

    [UnmanagedFunctionPointer(CallingConvention.StdCall)]
    private delegate int GetCost(IntPtr self, out uint cost, IntPtr destination);

    [UnmanagedFunctionPointer(CallingConvention.StdCall)]
    private delegate uint Release(IntPtr self);

#pragma warning disable SYSLIB1054 // As in WindowsDevice: nothing here needs marshalling.
    [DllImport("ole32.dll", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [SupportedOSPlatform("windows")]
    private static extern int CoCreateInstance(in Guid type, IntPtr outer, int context, in Guid face, out IntPtr made);
#pragma warning restore SYSLIB1054
}
