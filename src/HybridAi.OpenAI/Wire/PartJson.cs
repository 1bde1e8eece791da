using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Writes one part of a message that is not a tool call or result.</summary>
internal static class PartJson
{
    /// <summary>Writes a text, an image (data or address), audio (wav, mp3) or a PDF.</summary>
    /// <exception cref="TargetUnavailableException">The part has no form on this wire (InvalidRequest).</exception>
    public static void Write(Utf8JsonWriter json, AIContent part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextContent text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, text.Text);
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                WriteImage(json, data.Uri, part);
                break;
            case UriContent uri when uri.HasTopLevelMediaType("image"):
                WriteImage(json, uri.Uri.AbsoluteUri, part);
                break;
            case DataContent data when AudioFormat(data.MediaType) is { } format:
                json.WriteString("type"u8, "input_audio"u8);
                json.WriteStartObject("input_audio"u8);
                json.WriteBase64String("data"u8, data.Data.Span);
                json.WriteString("format"u8, format);
                json.WriteEndObject();
                break;
            case DataContent { MediaType: "application/pdf" } data:
                json.WriteString("type"u8, "file"u8);
                json.WriteStartObject("file"u8);
                json.WriteString("filename"u8, data.Name ?? "document.pdf");
                json.WriteString("file_data"u8, data.Uri);
                json.WriteEndObject();
                break;
            default:
                throw new TargetUnavailableException(
                    TargetErrorKind.InvalidRequest,
                    $"Content of kind {part.GetType().Name} cannot be sent to a chat-completions server: convert or remove it.");
        }

        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, string address, AIContent part)
    {
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, address);
        if (part.AdditionalProperties?.TryGetValue("detail", out string? detail) == true)
        {
            json.WriteString("detail"u8, detail);
        }

        json.WriteEndObject();
    }

    private static string? AudioFormat(string mediaType) => mediaType switch
    {
        "audio/wav" or "audio/x-wav" or "audio/wave" => "wav",
        "audio/mpeg" or "audio/mp3" => "mp3",
        _ => null,
    };
}
