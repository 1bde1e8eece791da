namespace HybridAi;

/// <summary>Shadows: the device's unseen answers beside those of off-device targets.</summary>
public sealed class HybridAiShadowOptions
{
    /// <summary>Share of the answers from off-device targets that get a shadow; 0 to 1. Default 0.</summary>
    public double Share { get; set; }

    /// <summary>Shadows that may wait; 0 to 10000. Default 16.</summary>
    public int MaxQueued { get; set; } = 16;

    /// <summary>Longest answer of a shadow in tokens; at least 1. Default 256.</summary>
    public int MaxOutputTokens { get; set; } = 256;
}
