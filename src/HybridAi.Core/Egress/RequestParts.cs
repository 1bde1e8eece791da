using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Collects every piece of text of a request that could leave the device, so that each can be labelled.</summary>
internal sealed partial class RequestParts
{
    private List<MessageBorder>? _borders;

    private RequestParts(int capacity) => Texts = new(capacity);

    public List<string> Texts { get; }

    /// <summary>Where messages meet; <see langword="null"/> where none has to be looked at.</summary>
    public List<MessageBorder>? Borders => _borders;

    /// <summary>Whether something is in the request that cannot be read at all.</summary>
    public bool Unreadable { get; private set; }

    /// <summary>Media types of attachments that cannot be read as text: an image, for example.</summary>
    public List<string>? UnreadableTypes { get; private set; }

    /// <summary>Media types of linked content, which nobody here has looked at.</summary>
    public List<string>? LinkedTypes { get; private set; }

    /// <summary>Whether a message is marked to be kept on the device.</summary>
    public bool KeptOnDevice { get; private set; }

    public static RequestParts Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var parts = new RequestParts(messages.Count + 4);
        for (var i = 0; i < messages.Count; i++)
        {
            parts.Add(messages[i]);
            MessageBorder.Add(ref parts._borders, messages, i);
        }

        if (options is not null)
        {
            parts.Add(options);
        }

        return parts;
    }

    private void Add(ChatMessage message)
    {
        KeptOnDevice |= message.IsKeptOnDevice();
        if (!IsUsual(message.Role))
        {
            Add(message.Role.Value);
        }

        Add(message.AuthorName);
        Add(message.Contents);
    }

    private void Add(IList<AIContent> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            Add(contents[i]);
        }

        // A value cut in two contents is whole again where a target joins them.
        foreach (var joined in JoinedText.Of(contents))
        {
            Add(joined.Text);
        }
    }

    private void Add(AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                Add(text.Text);
                break;
            case TextReasoningContent reasoning:
                Add(reasoning.Text);
                break;
            case FunctionCallContent call:
                Add(call.CallId);
                Add(call.Name);
                foreach (var (key, value) in call.Arguments ?? Enumerable.Empty<KeyValuePair<string, object?>>())
                {
                    Add(key);
                    AddValue(key, value);
                }

                break;
            case FunctionResultContent result:
                Add(result.CallId);
                AddValue("", result.Result);
                break;
            case DataContent data:
                Add(data);
                break;
            case UriContent uri:
                Add(uri);
                break;
            case ErrorContent error:
                Add(error.Message);
                Add(error.ErrorCode);
                break;
            case UsageContent:
                break;
            default:
                Unreadable = true;
                break;
        }
    }

    private void Add(DataContent data)
    {
        Add(data.Name);
        Add(data.MediaType);
        if (AttachmentText.Read(data) is { } text)
        {
            Add(text);
        }
        else
        {
            (UnreadableTypes ??= []).Add(AttachmentText.Bare(data.MediaType));
        }
    }

    private void Add(UriContent link)
    {
        Add(link.MediaType);
        Add(link.Uri.OriginalString);
        Add(Uri.UnescapeDataString(link.Uri.OriginalString));
        if (link.Uri is { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            (LinkedTypes ??= []).Add(AttachmentText.Bare(link.MediaType));
        }
        else
        {
            // A data address is an attachment in disguise; any other names something on this machine or in this network.
            (UnreadableTypes ??= []).Add(AttachmentText.Bare(link.MediaType));
        }
    }

    private void Add(ChatOptions options)
    {
        Add(options.Instructions);
        Add(options.ModelId);
        Add(options.ConversationId);
        Add((options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName);
        foreach (var stop in options.StopSequences ?? [])
        {
            Add(stop);
        }

        foreach (var tool in options.Tools ?? [])
        {
            Add(tool.Name);
            Add(tool.Description);
            if (tool is AIFunctionDeclaration function)
            {
                Add("", function.JsonSchema, 0);
                Add("", function.ReturnJsonSchema ?? default, 0);
            }
        }

        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            Add(json.SchemaName);
            Add(json.SchemaDescription);
            Add("", json.Schema ?? default, 0);
        }

        foreach (var (key, value) in options.AdditionalProperties ?? [])
        {
            if (!key.StartsWith(HybridKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                Add(key);
                AddValue(key, value);
            }
        }
    }

    private static bool IsUsual(ChatRole role) =>
        role == ChatRole.User || role == ChatRole.Assistant || role == ChatRole.System || role == ChatRole.Tool || role.Value == "developer";

    private void Add(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        Texts.Add(text);
        if (text.Contains("\\u", StringComparison.Ordinal))
        {
            Texts.Add(JsonEscapes.Decode(text));
        }

        if (text.Length >= EmbeddedFiles.Least)
        {
            EmbeddedFiles.Find(text, AddFile);
        }
    }

    private void AddFile(string? text, string mediaType)
    {
        if (text is null)
        {
            (UnreadableTypes ??= []).Add(mediaType);
        }
        else
        {
            Add(text);
        }
    }
}
