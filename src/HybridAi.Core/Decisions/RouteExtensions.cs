using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Reads the decision and the outcome that travel with an answer, cached answers included.</summary>
public static class RouteExtensions
{
    /// <summary>Why the answer came from where it came.</summary>
    /// <param name="response">The response.</param>
    /// <returns>The decision, or <see langword="null"/> when the response did not come through HybridAi.</returns>
    public static RouteDecision? GetRouteDecision(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return Read(response, HybridKeys.Decision, RouteJsonContext.Default.RouteDecision);
    }

    /// <summary>What happened to the request.</summary>
    /// <param name="response">The response.</param>
    /// <returns>The outcome, or <see langword="null"/> when the response did not come through HybridAi.</returns>
    public static RouteOutcome? GetRouteOutcome(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return Read(response, HybridKeys.Outcome, RouteJsonContext.Default.RouteOutcome);
    }

    /// <summary>Why the answer comes from where it comes; carried by the first update.</summary>
    /// <param name="update">The update.</param>
    /// <returns>The decision, or <see langword="null"/> on other updates.</returns>
    public static RouteDecision? GetRouteDecision(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        return Read(update.AdditionalProperties, HybridKeys.Decision, RouteJsonContext.Default.RouteDecision);
    }

    /// <summary>What happened to the request; carried by the last update.</summary>
    /// <param name="update">The update.</param>
    /// <returns>The outcome, or <see langword="null"/> on other updates.</returns>
    public static RouteOutcome? GetRouteOutcome(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        return Read(update.AdditionalProperties, HybridKeys.Outcome, RouteJsonContext.Default.RouteOutcome);
    }

    // Kept as a JsonElement, the only object form that every serialiser above us (a distributed cache, for example) can write
    // without reflection and reads back as the same thing.
    internal static void Attach(this AdditionalPropertiesDictionary properties, RouteDecision decision) =>
        properties[HybridKeys.Decision] =
            JsonSerializer.SerializeToElement(decision, RouteJsonContext.Default.RouteDecision);

    internal static void Attach(this AdditionalPropertiesDictionary properties, RouteOutcome outcome) =>
        properties[HybridKeys.Outcome] =
            JsonSerializer.SerializeToElement(outcome, RouteJsonContext.Default.RouteOutcome);

    // Updates that are put together give their properties to the message they belong to.
    private static T? Read<T>(ChatResponse response, string key, JsonTypeInfo<T> type)
        where T : class
    {
        var found = Read(response.AdditionalProperties, key, type);
        for (var i = response.Messages.Count - 1; found is null && i >= 0; i--)
        {
            found = Read(response.Messages[i].AdditionalProperties, key, type);
        }

        return found;
    }

    private static T? Read<T>(AdditionalPropertiesDictionary? properties, string key, JsonTypeInfo<T> type)
        where T : class
    {
        if (properties is null || !properties.TryGetValue(key, out var value))
        {
            return null;
        }

        try
        {
            return value switch
            {
                T typed => typed,
                JsonElement { ValueKind: JsonValueKind.Object } element => element.Deserialize(type),
                string text => JsonSerializer.Deserialize(text, type),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
