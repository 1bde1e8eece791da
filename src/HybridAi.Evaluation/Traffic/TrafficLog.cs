using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation;

/// <summary>
/// Reads logs of chat completions, one JSON object a line: pairs of <c>request</c> and <c>response</c> (or <c>body</c> of each, as batch files have it),
/// stored completions (<c>messages</c> or <c>input</c> beside <c>choices</c> and <c>usage</c>), and LiteLLM's spend logs (<c>messages</c> or
/// <c>proxy_server_request</c>, <c>prompt_tokens</c>, <c>completion_tokens</c>, <c>spend</c>).
/// </summary>
public static class TrafficLog
{
    /// <summary>Reads one line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The request, or <see langword="null"/> when the line is none.</returns>
    public static TrafficRequest? Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TrafficRequest? Read(JsonElement root)
    {
        var sent = Body(Child(root, "request") ?? Child(root, "proxy_server_request") ?? Child(root, "input")) ?? root;
        var got = Body(Child(root, "response") ?? Child(root, "output")) ?? root;
        var usage = Child(got, "usage") ?? Child(root, "usage") ?? root;
        var messages = Array(sent, "messages") ?? Array(root, "messages") ?? Array(root, "input");
        var input = Number(usage, "prompt_tokens") ?? Number(usage, "input_tokens");
        var output = Number(usage, "completion_tokens") ?? Number(usage, "output_tokens");
        var model = Text(got, "model") ?? Text(sent, "model") ?? Text(root, "model");
        if (messages is null && input is null)
        {
            return null;
        }

        string? prompt = null;
        var (all, said, attached) = (new StringBuilder(), new List<ChatMessage>(), false);
        foreach (var message in messages?.EnumerateArray() ?? default)
        {
            var text = new StringBuilder();
            Append(text, message);
            all.Append(text).Append('\n');
            if (message.ValueKind == JsonValueKind.Object)
            {
                var (spoken, isText) = SpokenBy(message);
                attached |= !isText;
                said.Add(Said(Text(message, "role"), spoken));
                prompt = Text(message, "role") == "user" ? spoken : prompt;
            }
        }

        // About four characters are a token; only where the log does not say.
        var details = Child(usage, "prompt_tokens_details") ?? Child(usage, "input_tokens_details");
        return new(
            model, prompt, all.ToString(), input ?? (all.Length + 3) / 4,
            Math.Min((details is { } d ? Number(d, "cached_tokens") : null) ?? 0, input ?? 0),
            output ?? (ContentLength(got) + 3) / 4, Money(root, "spend"))
        {
            Messages = said,
            Tools = [.. ToolsOf(sent)],
            MaxOutputTokens = (Number(sent, "max_completion_tokens") ?? Number(sent, "max_tokens") ?? Number(sent, "max_output_tokens")) is { } most and > 0
                ? (int)Math.Min(most, int.MaxValue) : null,
            HasAttachments = attached,
        };
    }

    private static ChatMessage Said(string? role, string text) => role switch
    {
        "tool" or "function" => new(ChatRole.Tool, [new FunctionResultContent("", text)]),
        "assistant" => new(ChatRole.Assistant, text),
        "system" or "developer" => new(ChatRole.System, text),
        _ => new(ChatRole.User, text),
    };

    // A content is a text, or a list of parts of which those with a text are text.
    private static (string Text, bool IsText) SpokenBy(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return (ContentOf(message), true);
        }

        var (text, isText) = (new StringBuilder(), true);
        foreach (var part in content.EnumerateArray())
        {
            var own = part.ValueKind == JsonValueKind.String ? JsonText.Of(part) : part.ValueKind == JsonValueKind.Object ? Text(part, "text") ?? Text(part, "refusal") : null;
            isText &= own is not null;
            text.Append(text.Length > 0 && own is not null ? "\n" : "").Append(own);
        }

        return (text.ToString(), isText);
    }

    // {"type":"function","function":{"name"}} or {"type":"function","name"}; what runs at the provider has a type alone.
    private static IEnumerable<string> ToolsOf(JsonElement sent)
    {
        foreach (var tool in Array(sent, "tools")?.EnumerateArray() ?? default)
        {
            if (tool.ValueKind == JsonValueKind.Object
                && ((Child(tool, "function") is { } function ? Text(function, "name") : null) ?? Text(tool, "name") ?? Text(tool, "type")) is { Length: > 0 } name)
            {
                yield return name;
            }
        }
    }

    private static JsonElement? Body(JsonElement? element) => element is not { } own ? null : Child(own, "body") is { } body ? body : own;

    // Gateways store JSON inside strings.
    private static JsonElement? Child(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var child))
        {
            return null;
        }

        return Unquoted(child) is { ValueKind: JsonValueKind.Object } found ? found : null;
    }

    private static JsonElement? Array(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child)
            && Unquoted(child) is { ValueKind: JsonValueKind.Array } found ? found : null;

    private static JsonElement Unquoted(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String || JsonText.Of(element) is not ['{' or '[', ..] text)
        {
            return element;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return element;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? JsonText.Of(child) : null;

    private static long? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Number && child.TryGetInt64(out var value) && value >= 0 ? value : null;

    private static decimal? Money(JsonElement element, string name) =>
        element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Number && child.TryGetDecimal(out var value) ? value : null;

    private static string ContentOf(JsonElement message)
    {
        var text = new StringBuilder();
        if (message.TryGetProperty("content", out var content))
        {
            Append(text, content);
        }

        return text.ToString();
    }

    private static long ContentLength(JsonElement response) =>
        Array(response, "choices") is { } choices ? choices.EnumerateArray().Sum(c => Child(c, "message") is { } m ? (long)ContentOf(m).Length : 0) : 0;

    // Every string there is: names, texts, arguments and results of tools.
    private static void Append(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(text.Length > 0 ? "\n" : "").Append(JsonText.Of(element));
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Append(text, item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (property.Name is not ("role" or "type"))
                    {
                        Append(text, property.Value);
                    }
                }

                break;
        }
    }
}
