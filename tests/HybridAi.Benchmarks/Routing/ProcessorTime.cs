using System.Runtime.InteropServices;

namespace HybridAi.Benchmarks.Routing;

/// <summary>Processor time of this thread: what the work took, whoever else wanted the processor meanwhile.</summary>
internal static class ProcessorTime
{
    private const int ThisThread = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>Whether it can be read here.</summary>
    public static bool IsKnown => OperatingSystem.IsLinux();

    /// <summary>Microseconds since the thread began; NaN where that is not known.</summary>
    public static double Now() => IsKnown && GetTime(ThisThread, out var time) == 0 ? (time.Seconds * 1e6) + (time.Nanoseconds / 1e3) : double.NaN;

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
