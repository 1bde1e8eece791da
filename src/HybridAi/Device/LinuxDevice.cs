using System.Globalization;

namespace HybridAi;

/// <summary>Reads the kernel's view of power, heat and network, and NetworkManager's of its price. What is absent is an unknown fact.</summary>
/// <remarks>Formats: the kernel's documents on ABI "sysfs-class-power", "sysfs-class-thermal", "sysfs-class-net" and "sysfs-platform_profile".</remarks>
internal sealed class LinuxDevice(string root, NetworkManagerBus? network = null)
{
    // A zone without trip points says nothing about what is too hot for it; most processors slow down from here on.
    private const int DefaultHot = 95_000;

    // How far below the point where the kernel slows the processor down it counts as hot, in thousandths of a degree.
    private const int Margin = 3_000;

    public DeviceConditions Read()
    {
        var (onBattery, level) = Power();
        return new()
        {
            OnBattery = onBattery,
            BatteryLevel = level,
            BatterySaver = Text("firmware/acpi/platform_profile") is { } profile ? profile == "low-power" : null,
            Hot = Hot(),
            Offline = Offline(),
            Metered = network?.IsMetered(),
        };
    }

    private (bool? OnBattery, double? Level) Power()
    {
        bool? mains = null;
        bool? discharging = null;
        double? level = null;
        foreach (var supply in Folders("class/power_supply"))
        {
            // The batteries of mice and headsets are none of the machine's.
            if (Text($"{supply}/scope") == "Device")
            {
                continue;
            }

            switch (Text($"{supply}/type"))
            {
                case "Mains" or "USB" or "USB_C" or "USB_PD" when Text($"{supply}/online") is { } online:
                    mains = mains == true || online != "0";
                    break;
                case "Battery":
                    discharging = discharging == true || Text($"{supply}/status") == "Discharging";
                    level = Number($"{supply}/capacity") is { } percent ? Math.Max(level ?? 0, Math.Clamp(percent, 0, 100) / 100.0) : level;
                    break;
            }
        }

        return (level is null && discharging is null ? null : discharging == true && mains != true, level);
    }

    private bool? Hot()
    {
        bool? hot = null;
        foreach (var zone in Folders("class/thermal"))
        {
            if (!Path.GetFileName(zone).StartsWith("thermal_zone", StringComparison.Ordinal) || Number($"{zone}/temp") is not { } now)
            {
                continue;
            }

            var limit = DefaultHot;
            for (var i = 0; Text($"{zone}/trip_point_{i}_type") is { } type; i++)
            {
                if (type is "passive" or "hot" or "critical" && Number($"{zone}/trip_point_{i}_temp") is > 0 and var trip)
                {
                    limit = Math.Min(limit, trip - Margin);
                }
            }

            hot = hot == true || now >= limit;
        }

        return hot;
    }

    // A container with nothing but its loopback is no machine without a network: its owner wanted it so. Unknown, then.
    private bool? Offline()
    {
        var (real, up) = (false, false);
        foreach (var card in Folders("class/net"))
        {
            if (Text($"{card}/type") == "772")
            {
                continue;
            }

            var state = Text($"{card}/operstate");
            up |= state == "up" || (state == "unknown" && Text($"{card}/carrier") == "1");
            real |= Directory.Exists(Path.Combine(root, card, "device"));
        }

        return up ? false : real ? true : null;
    }

    private IEnumerable<string> Folders(string path)
    {
        var folder = Path.Combine(root, path);
        return Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder).Take(256).Select(f => Path.Combine(path, Path.GetFileName(f))).Order(StringComparer.Ordinal)
            : [];
    }

    private int? Number(string path) =>
        int.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string? Text(string path)
    {
        try
        {
            using var file = new FileStream(Path.Combine(root, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> bytes = stackalloc byte[64];
            return System.Text.Encoding.ASCII.GetString(bytes[..file.Read(bytes)]).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
