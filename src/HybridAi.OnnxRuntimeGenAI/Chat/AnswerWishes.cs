using System.Globalization;
using System.Text.Json;
using HybridAi.OnnxRuntimeGenAI.Sampling;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>What a request's options ask of the answer, checked.</summary>
internal sealed record AnswerWishes
{
    public required int MaxTokens { get; init; }

    public SamplingOptions Sampling { get; init; } = new();

    public long? Seed { get; init; }

    public IReadOnlyList<string> StopSequences { get; init; } = [];

    public bool WantsConfidence { get; init; }

    public bool WantsLogProbabilities { get; init; }

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
            return new() { MaxTokens = defaults.DefaultMaxOutputTokens, Sampling = new() { Temperature = defaults.DefaultTemperature } };
        Refuse(options);
        var extra = options.AdditionalProperties;
        var sampling = SamplingOf(options, defaults);
        return new()
        {
            MaxTokens = AtLeast(options.MaxOutputTokens ?? defaults.DefaultMaxOutputTokens, 1, nameof(options.MaxOutputTokens)),
            Sampling = sampling,
            Seed = options.Seed,
            StopSequences = [.. options.StopSequences ?? []],
            WantsConfidence = Flag(extra, IDraftConfidence.RequestKey),
            WantsLogProbabilities = Flag(extra, GenAIChatClient.LogProbabilitiesKey),
            Schema = CheckedSchema(options, sampling),
            ConversationKey = Text(extra, HybridKeys.ConversationKey),
            Tenant = Text(extra, HybridKeys.Tenant),
        };
    }

    private static SamplingOptions SamplingOf(ChatOptions options, GenAIChatClientOptions defaults)
    {
        var extra = options.AdditionalProperties;
        var wantsLogProbabilities = Flag(extra, GenAIChatClient.LogProbabilitiesKey);
        var sampling = new SamplingOptions
        {
            Temperature = options.Temperature ?? defaults.DefaultTemperature,
            TopP = options.TopP ?? 1,
            TopK = options.TopK ?? 0,
            MinP = Number(extra, "min_p") ?? 0,
            FrequencyPenalty = options.FrequencyPenalty ?? 0,
            PresencePenalty = options.PresencePenalty ?? 0,
            RepetitionPenalty = Number(extra, "repetition_penalty") ?? 1,
            Measures = wantsLogProbabilities || Flag(extra, IDraftConfidence.RequestKey),
            TopLogProbabilities = wantsLogProbabilities ? (int)(Number(extra, GenAIChatClient.AlternativesKey) ?? 0) : 0,
        };
        sampling.Validate();
        return sampling;
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

    // The native loop, which follows grammars, has no such settings.
    private static string? CheckedSchema(ChatOptions options, SamplingOptions sampling)
    {
        var schema = JsonGrammar.SchemaOf(options.ResponseFormat);
        if (schema is not null && (sampling.MinP > 0 || sampling.FrequencyPenalty != 0 || sampling.PresencePenalty != 0
            || sampling.RepetitionPenalty != 1))
            throw new LocalModelException(LocalModelErrorKind.NotSupported,
                "The local model does not support min_p or penalties together with a JSON response format. Leave them out.");
        return schema;
    }

    private static int AtLeast(int value, int least, string name) => value >= least
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least}.");

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
