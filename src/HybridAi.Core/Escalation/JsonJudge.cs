using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Refuses a complete answer that should be JSON and is not.</summary>
internal sealed class JsonJudge : IDraftJudge
{
    public string Name => "json";

    public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken) => ValueTask.FromResult(
        !draft.IsComplete || draft.Options?.ResponseFormat is not ChatResponseFormatJson || draft.Text.Length == 0 || IsJson(draft.Text)
            ? DraftVerdict.Accept
            : DraftVerdict.Refuse("json"));

    private static bool IsJson(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
