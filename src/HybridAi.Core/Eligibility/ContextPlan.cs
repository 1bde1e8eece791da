using System.Globalization;

namespace HybridAi;

/// <summary>Whether prompt and answer fit a target's window.</summary>
internal static class ContextPlan
{
    /// <summary>Tokens kept for the answer when the caller set no limit.</summary>
    public const int DefaultAnswer = 256;

    /// <summary>Says why the request does not fit, or <see langword="null"/> when it does.</summary>
    public static string? Misfit(TargetState target, RequestSnapshot request, int estimatedTokens)
    {
        if (estimatedTokens >= target.Overflow)
        {
            return "was too long before";
        }

        if (target.Profile.ContextWindow is not { } window)
        {
            return null;
        }

        var answer = request.Options?.MaxOutputTokens ?? Math.Min(DefaultAnswer, window / 4);
        var prompt = (int)Math.Min(int.MaxValue, estimatedTokens * target.TokenScale);
        // The estimate decides when it is far from the limit; only near it the target's own count is worth its time, and a model that
        // is not there yet would have to be loaded for it.
        if (prompt + answer > window / 2 && prompt < window * 4L && target.IsReady && target.Counter is { } counter)
        {
            prompt = counter.Count(request.Messages, request.Options);
        }

        return prompt + (long)Math.Min(answer, window - 1) > window
            ? string.Create(CultureInfo.InvariantCulture, $"about {prompt} tokens, window {window}")
            : null;
    }
}
