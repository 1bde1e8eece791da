using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>How far a question for consent may reach.</summary>
internal enum ConsentReach
{
    /// <summary>Nobody can be asked, or has said never.</summary>
    None,

    /// <summary>What policy lets leave with consent.</summary>
    Asked,

    /// <summary>Also what policy forbids, authentication data excepted: the request is too hard for the device and the policy says so.</summary>
    Forbidden,
}

/// <summary>Consent to exactly one content towards one target. Made by the gate only.</summary>
internal sealed record ConsentTicket(string Target, string Content, ConsentReach Reach, ConsentAnswer Answer);

/// <summary>The texts of a request as somebody is shown them.</summary>
internal static class ConsentTexts
{
    public static List<(string Where, string Text)> Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var texts = new List<(string Where, string Text)>();
        foreach (var message in messages)
        {
            Add(message.Role.Value, message.AuthorName);
            foreach (var content in message.Contents)
            {
                Add(message.Role.Value, content switch
                {
                    DataContent data => $"{data.Name} [{data.MediaType}, {data.Data.Length} bytes, {Convert.ToHexString(SHA256.HashData(data.Data.Span), 0, 8)}] {AttachmentText.Read(data)}",
                    UriContent link => link.Uri.OriginalString,
                    ErrorContent error => $"{error.Message} {error.ErrorCode}",
                    _ => InheritedLabels.TextOf(content),
                });
            }
        }

        if (options is not null)
        {
            AddOptions(options);
        }

        return texts;

        // Whatever is labelled is shown: who consents must not consent to what is not on the screen.
        void AddOptions(ChatOptions options)
        {
            Add("instructions", options.Instructions);
            foreach (var tool in options.Tools ?? [])
            {
                var function = tool as AIFunctionDeclaration;
                Add("tool", $"{tool.Name}: {tool.Description} {function?.JsonSchema.GetRawText()} {function?.ReturnJsonSchema?.GetRawText()}");
            }

            if (options.ResponseFormat is ChatResponseFormatJson format)
            {
                Add("response format", $"{format.SchemaName} {format.SchemaDescription} {format.Schema?.GetRawText()}".Trim());
            }

            foreach (var stop in options.StopSequences ?? [])
            {
                Add("stop sequence", stop);
            }

            foreach (var (key, value) in options.AdditionalProperties ?? [])
            {
                if (!key.StartsWith(HybridKeys.Prefix, StringComparison.OrdinalIgnoreCase))
                {
                    Add("option", $"{key}: {(value as JsonElement? ?? (value is null ? null : Rebuild.TryAsJson(value)))?.GetRawText()}");
                }
            }
        }

        void Add(string where, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                texts.Add((where, text));
            }
        }
    }

    /// <summary>What stands for the content: consent to one text is no consent to another.</summary>
    public static string Hash(List<(string Where, string Text)> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (where, text) in texts)
        {
            hash.AppendData(Encoding.Unicode.GetBytes($"{where.Length}:{where}{text.Length}:{text}"));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
