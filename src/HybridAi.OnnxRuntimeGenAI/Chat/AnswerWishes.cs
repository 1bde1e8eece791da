using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>What a request's options ask of the answer, checked.</summary>
internal sealed record AnswerWishes
{
    private const int MostAlternatives = 20;

    public required int MaxTokens { get; init; }

    public required float Temperature { get; init; }

    public float TopP { get; init; } = 1;

    public int TopK { get; init; }

    public float MinP { get; init; }

    public float FrequencyPenalty { get; init; }

    public float PresencePenalty { get; init; }

    public float RepetitionPenalty { get; init; } = 1;

    public long? Seed { get; init; }

    public IReadOnlyList<string> StopSequences { get; init; } = [];

    public bool WantsConfidence { get; init; }

    public bool WantsLogProbabilities { get; init; }

    public int Alternatives { get; init; }

    /// <summary>A JSON schema the answer has to follow.</summary>
    public string? Schema { get; init; }

    public string? ConversationKey { get; init; }

    public string? Tenant { get; init; }

    /// <summary>Reads options.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    /// <exception cref="LocalModelException">Something is asked for that this model cannot do.</exception>
    public static AnswerWishes Read(ChatOptions? options, GenAIChatClientOptions defaults)
    {
        if (options is null)
            return new() { MaxTokens = defaults.DefaultMaxOutputTokens, Temperature = defaults.DefaultTemperature };
        Refuse(options);
        var extra = options.AdditionalProperties;
        return new()
        {
            MaxTokens = AtLeast(options.MaxOutputTokens ?? defaults.DefaultMaxOutputTokens, 1, nameof(options.MaxOutputTokens)),
            Temperature = Range(options.Temperature ?? defaults.DefaultTemperature, 0, 2, nameof(options.Temperature)),
            TopP = Range(options.TopP ?? 1, 0, 1, nameof(options.TopP)),
            TopK = AtLeast(options.TopK ?? 0, 0, nameof(options.TopK)),
            MinP = Range(Number(extra, "min_p") ?? 0, 0, 1, "min_p"),
            FrequencyPenalty = Range(options.FrequencyPenalty ?? 0, -2, 2, nameof(options.FrequencyPenalty)),
            PresencePenalty = Range(options.PresencePenalty ?? 0, -2, 2, nameof(options.PresencePenalty)),
            RepetitionPenalty = Range(Number(extra, "repetition_penalty") ?? 1, 0.1f, 10, "repetition_penalty"),
            Seed = options.Seed,
            StopSequences = [.. (options.StopSequences ?? []).Where(stop => !string.IsNullOrEmpty(stop))],
            WantsConfidence = Flag(extra, IDraftConfidence.RequestKey),
            WantsLogProbabilities = Flag(extra, GenAIChatClient.LogProbabilitiesKey),
            Alternatives = (int)Range(Number(extra, GenAIChatClient.AlternativesKey) ?? 0, 0, MostAlternatives,
                GenAIChatClient.AlternativesKey),
            Schema = JsonGrammar.SchemaOf(options.ResponseFormat),
            ConversationKey = Text(extra, "hybridai.conversation_key"),
            Tenant = Text(extra, "hybridai.tenant"),
        };
    }

    private static void Refuse(ChatOptions options)
    {
        var what =
            options.Tools is { Count: > 0 } && options.ToolMode is not NoneChatToolMode ? "tools"
            : options.ToolMode is RequiredChatToolMode ? "a required tool call"
            : options.Reasoning is not null ? "reasoning options"
            : options.ConversationId is not null ? "a ConversationId; it keeps no conversations, send the whole history"
            : options.ContinuationToken is not null ? "continuation tokens"
            : null;
        if (what is not null)
            throw new LocalModelException(LocalModelErrorKind.NotSupported,
                $"The local model does not support {what}. Leave it out, or let another target answer.");
    }

    private static int AtLeast(int value, int least, string name) => value >= least
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least}.");

    private static float Range(float value, float least, float most, string name) => value >= least && value <= most
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {least} and {most}.");

    private static bool Flag(AdditionalPropertiesDictionary? extra, string key) => Value(extra, key) switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        _ => false,
    };

    private static float? Number(AdditionalPropertiesDictionary? extra, string key) => Value(extra, key) switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetSingle(),
        IConvertible value and not string => value.ToSingle(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"The additional property '{key}' must be a number.", key),
    };

    private static string? Text(AdditionalPropertiesDictionary? extra, string key) => Value(extra, key) switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => null,
    };

    private static object? Value(AdditionalPropertiesDictionary? extra, string key) =>
        extra is not null && extra.TryGetValue(key, out var value) ? value : null;
}
