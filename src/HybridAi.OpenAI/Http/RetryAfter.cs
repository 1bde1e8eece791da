using System.ClientModel.Primitives;
using System.Globalization;

namespace HybridAi.OpenAI.Http;

/// <summary>Reads how long a server asks to wait: <c>retry-after-ms</c>, or <c>retry-after</c> in seconds or as a date.</summary>
internal static class RetryAfter
{
    // A server's mistake must not park a target for good.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The wait in 0..1 day, or <see langword="null"/> when the answer does not say.</summary>
    public static TimeSpan? Read(PipelineResponseHeaders headers, TimeProvider time)
    {
        if (headers.TryGetValue("retry-after-ms", out var text) && Number(text) is { } milliseconds)
        {
            return Bound(milliseconds / 1000);
        }

        if (!headers.TryGetValue("retry-after", out text))
        {
            return null;
        }

        if (Number(text) is { } seconds)
        {
            return Bound(seconds);
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var until)
            ? Bound((until - time.GetUtcNow()).TotalSeconds) : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value : null;

    private static TimeSpan Bound(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));
}
