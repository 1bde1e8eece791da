using System.Globalization;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>How many threads are worth using: physical cores, bounded by the process's share of the processor.</summary>
/// <remarks>
/// The native default is half of the logical processors, which halves the speed of a two-core machine; more threads than
/// cores cost two thirds of it.
/// </remarks>
internal static class CpuBudget
{
    private const string Topology = "/sys/devices/system/cpu";

    /// <summary>The number of threads, at least 1.</summary>
    // Environment.ProcessorCount already honours affinity and the cgroup's or job's quota.
    public static int Threads() => Math.Max(1, Math.Min(PhysicalCores(Topology), Environment.ProcessorCount));

    /// <summary>Counts cores by their package and id; logical processors where the system does not say.</summary>
    /// <param name="root">The folder with cpu0, cpu1 and so on.</param>
    internal static int PhysicalCores(string root)
    {
        try
        {
            var cores = new HashSet<(string, string)>();
            foreach (var folder in Directory.EnumerateDirectories(root, "cpu*"))
            {
                if (!int.TryParse(Path.GetFileName(folder).AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    continue;
                var core = Path.Combine(folder, "topology", "core_id");
                if (File.Exists(core))
                    cores.Add((File.ReadAllText(Path.Combine(folder, "topology", "physical_package_id")).Trim(),
                        File.ReadAllText(core).Trim()));
            }
            if (cores.Count > 0)
                return cores.Count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not Linux, or a sandbox that hides the topology.
        }
        return Environment.ProcessorCount;
    }
}
