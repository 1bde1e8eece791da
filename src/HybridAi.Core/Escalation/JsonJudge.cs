using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Refuses a complete answer that should be JSON and is not.</summary>
internal sealed class JsonJudge : IDraftJudge
{
    public string Name => "json";

    public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken) => ValueTask.FromResult(
        !draft.IsComplete || draft.Options?.ResponseFormat is not ChatResponseFormatJson || draft.Text.Length == 0 || JsonRepair.IsJson(draft.Text)
            ? DraftVerdict.Accept
            : DraftVerdict.Refuse("json"));
}
