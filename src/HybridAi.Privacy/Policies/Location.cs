namespace HybridAi.Privacy;

/// <summary>Where text would be seen. <see cref="Private"/> and <see cref="Cloud"/> are off-device.</summary>
public enum Location
{
    /// <summary>This machine; nothing is forwarded.</summary>
    Device = 0,

    /// <summary>The organisation's own servers.</summary>
    Private = 1,

    /// <summary>A third party's servers.</summary>
    Cloud = 2,
}
