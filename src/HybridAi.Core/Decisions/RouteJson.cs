using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>The stable JSON form of decisions and outcomes.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RouteDecision))]
[JsonSerializable(typeof(RouteOutcome))]
[JsonSerializable(typeof(ShadowOutcome))]
internal sealed partial class RouteJsonContext : JsonSerializerContext;

/// <summary>Reads and writes decisions and outcomes as compact JSON, without reflection.</summary>
public static class RouteJson
{
    /// <summary>Writes a decision.</summary>
    /// <param name="decision">The decision.</param>
    public static string Write(RouteDecision decision) =>
        JsonSerializer.Serialize(decision, RouteJsonContext.Default.RouteDecision);

    /// <summary>Writes an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static string Write(RouteOutcome outcome) =>
        JsonSerializer.Serialize(outcome, RouteJsonContext.Default.RouteOutcome);

    /// <summary>Writes what a shadow showed.</summary>
    /// <param name="outcome">The outcome.</param>
    public static string Write(ShadowOutcome outcome) =>
        JsonSerializer.Serialize(outcome, RouteJsonContext.Default.ShadowOutcome);

    /// <summary>Reads a decision.</summary>
    /// <param name="json">What <see cref="Write(RouteDecision)"/> wrote.</param>
    /// <exception cref="JsonException">The text is not a decision.</exception>
    public static RouteDecision ReadDecision(string json) =>
        JsonSerializer.Deserialize(json, RouteJsonContext.Default.RouteDecision)
        ?? throw new JsonException("The text is not a decision.");

    /// <summary>Reads an outcome.</summary>
    /// <param name="json">What <see cref="Write(RouteOutcome)"/> wrote.</param>
    /// <exception cref="JsonException">The text is not an outcome.</exception>
    public static RouteOutcome ReadOutcome(string json) =>
        JsonSerializer.Deserialize(json, RouteJsonContext.Default.RouteOutcome)
        ?? throw new JsonException("The text is not an outcome.");
}
