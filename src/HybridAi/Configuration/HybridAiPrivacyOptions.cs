using HybridAi.Privacy;

namespace HybridAi;

/// <summary>What may leave the device: what can differ between tenants.</summary>
public abstract class HybridAiPrivacyScope
{
    private protected HybridAiPrivacyScope()
    {
    }

    /// <summary>Rows of the table that replace those of the preset, by entity type, TYPE/kind, statement class, "*" (any other entity) or "~" (any other statement).</summary>
    public IDictionary<string, HybridAiTableRowOptions> Table { get; } = new Dictionary<string, HybridAiTableRowOptions>(StringComparer.Ordinal);

    /// <summary>What an off-device target must offer.</summary>
    public HybridAiRequireOptions Require { get; set; } = new();

    /// <summary>Words and phrases that are always found, whole words, ignoring case. Default none.</summary>
    public IList<HybridAiWordOptions> DenyList { get; } = [];

    /// <summary>Values that are never findings, ignoring case. Default none.</summary>
    public IList<string> AllowList { get; } = [];

    /// <summary>Own regular expressions. Default none.</summary>
    public IList<HybridAiPatternOptions> Patterns { get; } = [];
}

/// <summary>What may leave the device.</summary>
public sealed class HybridAiPrivacyOptions : HybridAiPrivacyScope
{
    /// <summary>Name of a preset, or several joined by '+'. Default "default".</summary>
    public string Preset { get; set; } = "default";

    /// <summary>Lets attachments that cannot be read as text leave the device. Default <see langword="false"/>.</summary>
    public bool UnreadableMayLeave { get; set; }

    /// <summary>Media types of attachments that may leave although they cannot be read, for example image/png or image/*. Default none.</summary>
    public IList<string> MediaTypesMayLeave { get; } = [];

    /// <summary>Tags whose requests a closed preset lets leave. Default none.</summary>
    public IList<string> ReleasedTags { get; } = [];

    /// <summary>Tenants whose requests a closed preset lets leave. Default none.</summary>
    public IList<string> ReleasedTenants { get; } = [];

    /// <summary>Names of tools that run on this device and hand nothing on. Default none.</summary>
    public IList<string> DeviceTools { get; } = [];

    /// <summary>What happens to a request that privacy keeps from the cloud and that is too hard for the device. Default <see cref="PinnedButHard.UsePrivateTarget"/>.</summary>
    public PinnedButHard PinnedButHard { get; set; }

    /// <summary>What a model is told about masks when there are any; empty for nothing.</summary>
    public string MaskNote { get; set; } = Masker.Note;

    /// <summary>How much is kept of what masks stand for, and for how long.</summary>
    public HybridAiVaultOptions Vault { get; set; } = new();

    /// <summary>What an off-device target must offer while a preset is in force, by the preset's name. Default nothing.</summary>
    public IDictionary<string, HybridAiRequireOptions> RequireByPreset { get; } =
        new Dictionary<string, HybridAiRequireOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is different for single tenants, by name. Default nothing.</summary>
    public IDictionary<string, HybridAiTenantOptions> Tenants { get; } = new Dictionary<string, HybridAiTenantOptions>(StringComparer.Ordinal);

    /// <summary>Lets a reload replace the policy by a looser one. Default <see langword="false"/>: such a reload is refused.</summary>
    public bool AllowLoosening { get; set; }
}

/// <summary>What is different about privacy for one tenant; what is not set is as for all. Words and patterns are added to those for all.</summary>
public sealed class HybridAiTenantOptions : HybridAiPrivacyScope
{
    /// <summary>Name of a preset, or several joined by '+'. Default that for all, with its table.</summary>
    public string? Preset { get; set; }
}

/// <summary>One row of the table; what is not set stays as it is in the preset.</summary>
public sealed class HybridAiTableRowOptions
{
    /// <summary>Treatment towards the organisation's own servers.</summary>
    public Treatment? Private { get; set; }

    /// <summary>Treatment towards anybody else's.</summary>
    public Treatment? Cloud { get; set; }

    /// <summary>Lowest score the row acts on, in 0..1.</summary>
    public double? Threshold { get; set; }
}

/// <summary>What an off-device target must offer. A fact that is not known is not met.</summary>
public sealed class HybridAiRequireOptions
{
    /// <summary>Regions in which requests may be processed. Default any.</summary>
    public IList<string> Regions { get; } = [];

    /// <summary>Longest time the provider may keep requests; zero for not at all. Default any.</summary>
    public TimeSpan? MaxRetention { get; set; }

    /// <summary>Whether the provider must not train on requests. Default <see langword="false"/>.</summary>
    public bool NoTraining { get; set; }

    /// <summary>Agreements one of which must cover the target. Default none.</summary>
    public IList<string> Agreements { get; } = [];
}

/// <summary>A word or phrase that is always found.</summary>
public sealed class HybridAiWordOptions
{
    /// <summary>The word or phrase.</summary>
    public string? Text { get; set; }

    /// <summary>Its entity type, which the table treats.</summary>
    public string? Type { get; set; }
}

/// <summary>A regular expression of the application's own.</summary>
public sealed class HybridAiPatternOptions
{
    /// <summary>Entity type of what it matches.</summary>
    public string? Type { get; set; }

    /// <summary>The expression; run without backtracking, so without look-around and back references.</summary>
    public string? Pattern { get; set; }

    /// <summary>Score of a match, in 0..1. Default 0.8.</summary>
    public double Score { get; set; } = 0.8;

    /// <summary>Finer name.</summary>
    public string? Kind { get; set; }
}

/// <summary>How much is kept of what masks stand for, and for how long.</summary>
public sealed class HybridAiVaultOptions
{
    /// <summary>Most values of one conversation; at least 1. Default 2,000.</summary>
    public int MaxValues { get; set; } = 2_000;

    /// <summary>How long a conversation may rest before its values are forgotten. Default 1 hour.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most bytes of all conversations together; at least 1. Default 64 MB.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;
}
