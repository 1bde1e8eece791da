namespace HybridAi.Device;

public sealed class DeviceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hybridai-sys-").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text + "\n");
    }

    private DeviceConditions Read() => new LinuxDevice(_root).Read();

    [Fact]
    public void Linux_NothingThere_KnowsNothing() => Read().ShouldBe(default);

    [Theory]
    [InlineData("0", "Discharging", true)]
    [InlineData("1", "Discharging", false)]
    [InlineData("1", "Charging", false)]
    public void Linux_Laptop_TellsBatteryAndLevel(string online, string status, bool expected)
    {
        Write("class/power_supply/AC/type", "Mains");
        Write("class/power_supply/AC/online", online);
        Write("class/power_supply/BAT0/type", "Battery");
        Write("class/power_supply/BAT0/status", status);
        Write("class/power_supply/BAT0/capacity", "12");
        Write("class/power_supply/mouse/type", "Battery");
        Write("class/power_supply/mouse/scope", "Device");
        Write("class/power_supply/mouse/capacity", "80");
        Write("firmware/acpi/platform_profile", "low-power");

        var now = Read();

        now.OnBattery.ShouldBe(expected);
        now.BatteryLevel.ShouldBe(0.12);
        now.BatterySaver.ShouldBe(true);
    }

    [Theory]
    [InlineData("70000", null, false)]
    [InlineData("96000", null, true)]
    [InlineData("78000", "80000", true)]
    [InlineData("76000", "80000", false)]
    public void Linux_Zone_IsHotNearItsTripPoint(string now, string? trip, bool expected)
    {
        Write("class/thermal/thermal_zone0/temp", now);
        Write("class/thermal/cooling_device0/type", "fan");
        if (trip is not null)
        {
            Write("class/thermal/thermal_zone0/trip_point_0_type", "active");
            Write("class/thermal/thermal_zone0/trip_point_0_temp", "40000");
            Write("class/thermal/thermal_zone0/trip_point_1_type", "passive");
            Write("class/thermal/thermal_zone0/trip_point_1_temp", trip);
        }

        Read().Hot.ShouldBe(expected);
    }

    [Theory]
    [InlineData("up", true, false)]
    [InlineData("down", true, true)]
    [InlineData("down", false, null)]
    public void Linux_Cards_TellWhetherThereIsANetwork(string state, bool real, bool? expected)
    {
        Write("class/net/lo/type", "772");
        Write("class/net/lo/operstate", "unknown");
        Write("class/net/lo/carrier", "1");
        Write("class/net/eth0/type", "1");
        Write("class/net/eth0/operstate", state);
        if (real)
        {
            Write("class/net/eth0/device/vendor", "x");
        }

        Read().Offline.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 40, 1, true, 0.4, true)]
    [InlineData(1, 255, 0, false, null, false)]
    [InlineData(255, 100, 0, null, 1.0, false)]
    public void Windows_Status_IsReadByItsTable(byte ac, byte percent, byte saver, bool? onBattery, double? level, bool expected)
    {
        var now = WindowsDevice.Of(new() { AcLine = ac, Percent = percent, BatterySaver = saver });

        (now.OnBattery, now.BatteryLevel, now.BatterySaver).ShouldBe((onBattery, level, expected));
    }

    [Fact]
    public void ThisMachine_Now_CanBeRead() => Should.NotThrow(() => new SystemDeviceState(TimeProvider.System).Current);

    [Fact]
    public void State_ReadAndFailing_IsCachedAndHarmless()
    {
        var (reads, time) = (0, new FixedTime());
        var state = new SystemDeviceState(time, () => ++reads == 1 ? new() { Hot = true } : throw new IOException("no"));

        state.Current.Hot.ShouldBe(true);
        state.Current.Hot.ShouldBe(true);
        reads.ShouldBe(1);
        time.Now += TimeSpan.FromMinutes(2);
        state.Current.ShouldBe(default);
        reads.ShouldBe(2);
    }

    private sealed class FixedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
