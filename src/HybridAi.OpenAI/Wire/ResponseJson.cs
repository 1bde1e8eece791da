using System.Text.Json;
using HybridAi.OpenAI.Http;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Reads a whole answer.</summary>
internal static class ResponseJson
{
    /// <summary>Reads the body of an answer.</summary>
    /// <exception cref="TargetUnavailableException">It is no chat completion (Malformed), or an error sent with status 200.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            throw NotUnderstood("The server's answer is not complete JSON: check that Endpoint ends with the version, as in \"/v1\".");
        }
        catch (InvalidOperationException)
        {
            // A string with a broken escape (half a surrogate pair) cannot be decoded.
            throw NotUnderstood("The server's answer holds broken text.");
        }
    }

    private static ChatResponse Read(JsonElement root)
    {
        if (root.Member("error") is not null)
        {
            throw Failures.FromStatus(root.Member("error")!.Value.Whole("code") is >= 400 and < 600 and { } code ? (int)code : 500,
                ServerError.Read(root), null);
        }

        var choice = root.Items("choices").FirstOrDefault();
        if (choice.Member("message") is not { ValueKind: JsonValueKind.Object } source)
        {
            throw NotUnderstood("The server's answer holds no message: check that it is a chat-completions server.");
        }

        var id = root.Text("id");
        var message = new ChatMessage(ChatRole.Assistant, []) { MessageId = id };
        AnswerJson.AddContents(source, message.Contents);
        var calls = new ToolCallBuilder(id);
        foreach (var call in source.Items("tool_calls"))
        {
            calls.Whole(call);
        }

        if (calls.IsEmpty && source.Member("function_call") is { } single)
        {
            calls.WholeFunction(null, single);
        }

        calls.AddTo(message.Contents);
        return new ChatResponse(message)
        {
            ResponseId = id,
            ModelId = root.Text("model"),
            CreatedAt = AnswerJson.Created(root),
            FinishReason = AnswerJson.FinishReason(choice.Text("finish_reason"), !calls.IsEmpty),
            Usage = AnswerJson.Usage(root),
            AdditionalProperties = AnswerJson.LogProbabilities(choice),
        };
    }

    private static TargetUnavailableException NotUnderstood(string message) => new(TargetErrorKind.Malformed, message);
}
