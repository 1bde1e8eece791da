using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>Facts about a request that cost next to nothing to read. Data without content.</summary>
public sealed record RequestSignals
{
    /// <summary>Characters of all messages and instructions.</summary>
    [JsonPropertyName("chars")]
    public int Characters { get; init; }

    /// <summary>Estimated tokens of the whole prompt, tool definitions included.</summary>
    [JsonPropertyName("tokens")]
    public int Tokens { get; init; }

    /// <summary>Messages by the user.</summary>
    [JsonPropertyName("turns")]
    public int Turns { get; init; }

    /// <summary>Whether the last message by the user looks like code.</summary>
    [JsonPropertyName("code")]
    public bool Code { get; init; }

    /// <summary>Tools the model may call.</summary>
    [JsonPropertyName("tools")]
    public int Tools { get; init; }

    /// <summary>Whether the request brings tool results.</summary>
    [JsonPropertyName("toolLoop")]
    public bool ToolLoop { get; init; }

    /// <summary>Steps of an agent since the last message by the user.</summary>
    [JsonPropertyName("steps")]
    public int ToolSteps { get; init; }

    /// <summary>Of the last tool results without a break, those that are errors.</summary>
    [JsonPropertyName("toolErrors")]
    public int ToolErrors { get; init; }

    /// <summary>How often the last tool call was made in a row with the same arguments; 1 for a new one.</summary>
    [JsonPropertyName("repeats")]
    public int ToolRepeats { get; init; }

    /// <summary>Whether the last message by the user is only a few words.</summary>
    [JsonPropertyName("brief")]
    public bool Brief { get; init; }

    /// <summary>Language of the last message by the user as ISO 639-1 code; <see langword="null"/> when the text does not tell.</summary>
    [JsonPropertyName("lang")]
    public string? Language { get; init; }

    /// <summary>The kind of task.</summary>
    [JsonPropertyName("task")]
    public TaskType Task { get; init; }

    /// <summary>Images, audio and other attachments.</summary>
    [JsonPropertyName("attachments")]
    public int Attachments { get; init; }

    /// <summary>Whether the answer must be JSON.</summary>
    [JsonPropertyName("json")]
    public bool Json { get; init; }
}
