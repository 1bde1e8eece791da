using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Refuses calls of tools that were not offered, calls whose arguments could not be read or lack one that is required, and calls written as text.</summary>
internal sealed class ToolCallJudge : IDraftJudge
{
    public string Name => "tool-call";

    public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken)
    {
        foreach (var update in draft.Updates)
        {
            foreach (var content in update.Contents.Each())
            {
                if (content is FunctionCallContent call && (call.Exception is not null || !IsCallable(draft.Options, call)))
                {
                    return ValueTask.FromResult(DraftVerdict.Refuse("tool-call"));
                }
            }
        }

        return ValueTask.FromResult(draft.Options?.Tools is { Count: > 0 } && AnswerRepair.LooksLikeACall(draft.Text)
            ? DraftVerdict.Refuse("tool-call")
            : DraftVerdict.Accept);
    }

    private static bool IsCallable(ChatOptions? options, FunctionCallContent call)
    {
        foreach (var tool in options?.Tools ?? [])
        {
            if (tool.Name == call.Name)
            {
                return tool is not AIFunctionDeclaration function || HasRequired(function.JsonSchema, call);
            }
        }

        return false;
    }

    private static bool HasRequired(JsonElement schema, FunctionCallContent call)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray())
            {
                if (name.GetString() is { } wanted && call.Arguments?.ContainsKey(wanted) != true)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
