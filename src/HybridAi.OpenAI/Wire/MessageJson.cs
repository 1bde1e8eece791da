using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Writes the messages of a request.</summary>
internal static class MessageJson
{
    /// <summary>Writes <c>"messages":[…]</c>, the instructions first.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<ChatMessage> messages, string? instructions)
    {
        json.WriteStartArray("messages"u8);
        if (!string.IsNullOrEmpty(instructions))
        {
            Start(json, "system");
            json.WriteString("content"u8, instructions);
            json.WriteEndObject();
        }

        List<AIContent>? media = null;
        foreach (var message in messages)
        {
            var results = message.Contents.OfType<FunctionResultContent>().ToList();
            if (results.Count == 0)
            {
                WriteMedia(json, ref media);
            }

            foreach (var content in results.SelectMany(ToolJson.Media))
            {
                (media ??= []).Add(content);
            }

            WriteMessage(json, message);
        }

        WriteMedia(json, ref media);
        json.WriteEndArray();
    }

    // A result has room for text only. An image of it follows behind the last result: between two of them a server wants nothing else.
    private static void WriteMedia(Utf8JsonWriter json, ref List<AIContent>? media)
    {
        if (media is null)
        {
            return;
        }

        Start(json, "user");
        json.WriteStartArray("content"u8);
        foreach (var part in media)
        {
            PartJson.Write(json, part);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        media = null;
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message)
    {
        // The wire has one message per tool result, whatever role and however many the caller put into one.
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            Start(json, "tool");
            json.WriteString("tool_call_id"u8, result.CallId);
            json.WriteString("content"u8, ToolJson.ResultText(result));
            json.WriteEndObject();
        }

        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        // Reasoning is the model's own and is not sent back; usage is an account, not content.
        var parts = message.Contents
            .Where(content => content is not
                (FunctionResultContent or FunctionCallContent or TextReasoningContent or UsageContent or ErrorContent))
            .ToList();
        var hadOnlyResults = message.Contents.Count > 0 && parts.Count == 0 && calls.Count == 0
            && message.Contents.Any(content => content is FunctionResultContent);
        if (hadOnlyResults || (message.Role == ChatRole.Tool && parts.Count == 0))
        {
            return;
        }

        Start(json, message.Role == ChatRole.Tool ? "user" : message.Role.Value);
        if (Name(message.AuthorName) is { } name)
        {
            json.WriteString("name"u8, name);
        }

        WriteContent(json, message, parts);
        if (calls.Count > 0)
        {
            ToolJson.WriteCalls(json, calls);
        }

        json.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter json, string role)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
    }

    // Plain text goes as a string, which every server reads; parts only where there is something else.
    private static void WriteContent(Utf8JsonWriter json, ChatMessage message, List<AIContent> parts)
    {
        if (parts.TrueForAll(part => part is TextContent))
        {
            json.WriteString("content"u8, message.Text);
            return;
        }

        json.WriteStartArray("content"u8);
        foreach (var part in parts)
        {
            PartJson.Write(json, part);
        }

        json.WriteEndArray();
    }

    // The wire allows letters, digits, '_' and '-', at most 64.
    private static string? Name(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var kept = name.Length > 64 ? name.AsSpan(0, 64) : name.AsSpan();
        return string.Create(kept.Length, name, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '_' or '-' ? source[i] : '_';
            }
        });
    }
}
