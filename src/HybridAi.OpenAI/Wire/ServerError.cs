using System.Text.Json;

namespace HybridAi.OpenAI.Wire;

/// <summary>What a server's error object says, reduced to what decides; its text is never kept.</summary>
/// <param name="Code">The machine-readable code or type, when it looks like one.</param>
/// <param name="IsContextExceeded">The request is too long for the model.</param>
/// <param name="IsContentFilter">The provider refused the content.</param>
/// <param name="IsQuota">The account has used up what it may use.</param>
internal readonly record struct ServerError(string? Code, bool IsContextExceeded, bool IsContentFilter, bool IsQuota)
{
    // Codes and types of OpenAI, Azure, llama.cpp (exceed_context_size_error), OpenRouter, Mistral and Groq; the phrases
    // are those of servers that have no code for it (vLLM, LM Studio, Ollama).
    private static readonly string[] ContextCodes =
        ["context_length_exceeded", "exceed_context_size_error", "context_window_exceeded", "request_too_large", "prompt_too_long"];

    private static readonly string[] ContextPhrases =
        ["maximum context length", "context length exceeded", "context size", "context window", "exceeds the available context",
         "context length of only", "prompt is too long", "input length exceeds", "greater than the context length"];

    private static readonly string[] FilterCodes =
        ["content_filter", "content_policy_violation", "moderation_blocked", "responsibleaipolicyviolation"];

    /// <summary>Nothing is known.</summary>
    public static ServerError None => default;

    /// <summary>The code for a message, in parentheses' inside: empty when there is none.</summary>
    public string Label => Code is null ? string.Empty : $", {Code}";

    /// <summary>Reads an error body; anything that is not understood is <see cref="None"/>.</summary>
    public static ServerError Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return None;
        }
    }

    /// <summary>Reads the error object of a body or of an event: <c>{"error":{…}}</c>, <c>{"error":"…"}</c> or the object itself.</summary>
    public static ServerError Read(JsonElement root)
    {
        var error = root.Member("error") ?? root;
        var text = error.ValueKind == JsonValueKind.String ? error.GetString() : error.Text("message");
        var code = error.Text("code");
        var type = error.Text("type");
        var inner = error.Member("innererror")?.Text("code");

        return new(
            CodeLike(code) ?? CodeLike(type),
            Any(ContextCodes, code, type) || Mentions(text),
            Any(FilterCodes, code, type, inner),
            Any(["insufficient_quota", "billing_hard_limit_reached"], code, type));
    }

    private static bool Any(string[] known, params string?[] values) =>
        values.Any(value => value is not null && known.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static bool Mentions(string? text) =>
        text is not null && ContextPhrases.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    // A code is shown to the user; a server must not be able to show a prompt that way.
    private static string? CodeLike(string? value) =>
        value is { Length: > 0 and <= 48 } && value.All(c => char.IsAsciiLetterLower(c) || c == '_') ? value : null;
}
