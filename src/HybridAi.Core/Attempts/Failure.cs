using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Reads from an exception why a target failed and what may be tried next.</summary>
internal static class Failure
{
    public static TargetErrorKind KindOf(Exception exception) => exception switch
    {
        TargetUnavailableException known => known.Kind,
        LocalModelException { Kind: LocalModelErrorKind.ContextExceeded } => TargetErrorKind.ContextExceeded,
        LocalModelException { Kind: LocalModelErrorKind.GrammarInvalid } => TargetErrorKind.InvalidRequest,
        System.Text.Json.JsonException or FormatException => TargetErrorKind.Malformed,
        _ => TargetErrorKind.Transient,
    };

    /// <summary>A short code for outcomes and metrics.</summary>
    public static string Code(Exception exception) => exception switch
    {
        LocalModelException local => $"local-{Kebab(local.Kind.ToString())}",
        PrivacyBlockedException => IneligibleReasons.Privacy,
        ConsentRequiredException => IneligibleReasons.Consent,
        NoEligibleTargetException => IneligibleReasons.Requirement,
        _ => Kebab(KindOf(exception).ToString()),
    };

    /// <summary>Whether another target could do better: a request that is itself wrong is wrong everywhere.</summary>
    public static bool MayFailOver(Exception exception, TargetState from, TargetState to) => KindOf(exception) switch
    {
        TargetErrorKind.InvalidRequest => exception is LocalModelException,
        TargetErrorKind.ContextExceeded =>
            to.Profile.ContextWindow is not { } window || window > (from.Profile.ContextWindow ?? 0),
        _ => true,
    };

    /// <summary>Gives foreign exceptions the one base a caller can catch; their own text stays in the inner exception.</summary>
    public static Exception AsOurs(Exception exception, string target) => exception is HybridAiException
        ? exception
        : new TargetUnavailableException(
            KindOf(exception),
            $"The target '{target}' failed ({exception.GetType().Name}). See the inner exception, or add a target that can stand in.",
            innerException: exception);

    private static string Kebab(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
