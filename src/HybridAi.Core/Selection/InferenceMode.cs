namespace HybridAi;

/// <summary>Which side answers when both may.</summary>
public enum InferenceMode
{
    /// <summary>The device answers what it can, the rest goes off-device. The default.</summary>
    PreferOnDevice,

    /// <summary>Only the device answers; while its model is being prepared, requests wait under the caller's token.</summary>
    OnlyOnDevice,

    /// <summary>Off-device targets answer; the device stands in when they cannot or may not.</summary>
    PreferCloud,

    /// <summary>Only off-device targets answer; what may not leave is refused.</summary>
    OnlyCloud,
}
