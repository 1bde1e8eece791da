namespace HybridAi.Privacy;

/// <summary>What a policy says for a label at a location, ordered by strictness: a larger value is stricter.</summary>
public enum Treatment
{
    /// <summary>May be sent as it is.</summary>
    Allow = 0,

    /// <summary>May be sent once its value has been replaced by a token.</summary>
    Mask = 1,

    /// <summary>May be sent only if the person or their administrator agrees to exactly this content.</summary>
    AskConsent = 2,

    /// <summary>Must not be sent, not even masked.</summary>
    Forbid = 3,
}
