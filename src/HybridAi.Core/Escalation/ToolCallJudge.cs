using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Refuses calls of tools that were not offered, and calls whose arguments could not be read.</summary>
internal sealed class ToolCallJudge : IDraftJudge
{
    public string Name => "tool-call";

    public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken)
    {
        foreach (var update in draft.Updates)
        {
            foreach (var content in update.Contents)
            {
                if (content is FunctionCallContent call
                    && (call.Exception is not null || draft.Options?.Tools?.Any(t => t.Name == call.Name) != true))
                {
                    return ValueTask.FromResult(DraftVerdict.Refuse("tool-call"));
                }
            }
        }

        return ValueTask.FromResult(DraftVerdict.Accept);
    }
}
