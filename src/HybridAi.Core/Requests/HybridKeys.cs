namespace HybridAi;

/// <summary>Names under which HybridAi keeps its own data in <c>AdditionalProperties</c>.</summary>
/// <remarks>Keys that start with <see cref="Prefix"/> never reach an off-device target.</remarks>
public static class HybridKeys
{
    /// <summary>How every key of HybridAi starts.</summary>
    public const string Prefix = "hybridai.";

    /// <summary>On the first update and on the response: the <see cref="RouteDecision"/> as JSON.</summary>
    public const string Decision = "hybridai.decision";

    /// <summary>On the last update and on the response: the <see cref="RouteOutcome"/> as JSON.</summary>
    public const string Outcome = "hybridai.outcome";

    /// <summary>On a message: <see langword="true"/> keeps it, and with it the request, on the device.</summary>
    public const string KeepOnDevice = "hybridai.keep_on_device";

    /// <summary>On options: name of the only target that may answer.</summary>
    public const string Target = "hybridai.target";

    /// <summary>On options: the application's own name of the conversation. Device targets see it.</summary>
    public const string ConversationKey = "hybridai.conversation_key";

    /// <summary>On options: the tenant on whose behalf the request is made. Device targets see it.</summary>
    public const string Tenant = "hybridai.tenant";

    /// <summary>On options: the user on whose behalf the request is made.</summary>
    public const string User = "hybridai.user";

    /// <summary>On options: how long <see cref="Target"/> holds; <c>conversation</c> until it is released, <c>released</c> releases it.</summary>
    public const string TargetScope = "hybridai.target_scope";

    /// <summary>On options: who is served first where requests wait, a <see cref="RequestPriority"/> by name.</summary>
    public const string Priority = "hybridai.priority";

    /// <summary>On options: tags, separated by a comma.</summary>
    public const string Tags = "hybridai.tags";

    /// <summary>On options: <see langword="true"/> forgets that the conversation once carried what must stay.</summary>
    public const string Release = "hybridai.release";

    /// <summary>On the message of an answer: what it inherits from the content it was made from. Keep it with the message.</summary>
    public const string Inherited = "hybridai.inherited";

    /// <summary>On options: the <see cref="IConsentProvider"/> of this request.</summary>
    public const string Consent = "hybridai.consent";

    /// <summary>In a tool's additional properties: where it runs, a <see cref="Privacy.Location"/> or its name. Only "Device" changes anything.</summary>
    public const string ToolLocation = "hybridai.tool_location";

    internal const string ConsentTicket = "hybridai.consent_ticket";

    internal const string GateCall = "hybridai.gate_call";
}
