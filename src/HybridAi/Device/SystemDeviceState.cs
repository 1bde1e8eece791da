namespace HybridAi;

/// <summary>The state of this machine, read from the system at most every ten seconds. What it does not tell is unknown.</summary>
/// <remarks>
/// Linux: power supplies, platform profile, thermal zones and network interfaces below <c>/sys</c>; NetworkManager, where it runs, for
/// the network's price. Windows: the power status, whether a network is there, and its price. Elsewhere: whether a network is there. Nothing is asked over a network.
/// </remarks>
internal sealed class SystemDeviceState : IDeviceState
{
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(10);

    // After a long pause the last reading is worth nothing; the first request waits the fraction of a millisecond.
    private static readonly TimeSpan _stale = TimeSpan.FromMinutes(1);

    private readonly Func<DeviceConditions> _read;
    private readonly TimeProvider _time;
    private readonly object _lock = new();
    private DeviceConditions _current;
    private long? _readAt;
    private int _reading;

    public SystemDeviceState(TimeProvider time)
        : this(time, Reader())
    {
    }

    public SystemDeviceState(TimeProvider time, Func<DeviceConditions> read) => (_time, _read) = (time, read);

    public DeviceConditions Current
    {
        get
        {
            lock (_lock)
            {
                var age = _readAt is { } at ? _time.GetElapsedTime(at) : TimeSpan.MaxValue;
                if (age >= _stale)
                {
                    (_current, _readAt) = (Read(), _time.GetTimestamp());
                }
                else if (age >= _fresh && Interlocked.Exchange(ref _reading, 1) == 0)
                {
                    _ = Task.Run(Refresh);
                }

                return _current;
            }
        }
    }

    private static Func<DeviceConditions> Reader() =>
        OperatingSystem.IsLinux() ? new LinuxDevice("/sys", new(NetworkManagerBus.SystemSocket)).Read
        : OperatingSystem.IsWindows() ? WindowsDevice.Read
        : static () => new() { Offline = WindowsDevice.IsOffline() };

    private void Refresh()
    {
        var next = Read();
        lock (_lock)
        {
            (_current, _readAt) = (next, _time.GetTimestamp());
        }

        Volatile.Write(ref _reading, 0);
    }

    // A sensor that cannot be read must never cost an answer.
    private DeviceConditions Read()
    {
        try
        {
            return _read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or InvalidOperationException
            or System.Net.NetworkInformation.NetworkInformationException or System.Runtime.InteropServices.ExternalException)
        {
            return default;
        }
    }
}
