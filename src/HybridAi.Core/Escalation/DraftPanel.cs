using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>All judges, asked in order; the first refusal counts.</summary>
internal sealed class DraftPanel(IReadOnlyList<IDraftJudge> judges)
{
    /// <summary>Returns why the draft is refused, or <see langword="null"/>.</summary>
    public ValueTask<string?> JudgeAsync(
        RequestRun run, TargetState target, IReadOnlyList<ChatResponseUpdate> updates, bool complete, CancellationToken token) =>
        JudgeAsync(run.Request, target, updates, complete, token);

    /// <inheritdoc cref="JudgeAsync(RequestRun, TargetState, IReadOnlyList{ChatResponseUpdate}, bool, CancellationToken)"/>
    public async ValueTask<string?> JudgeAsync(
        RequestSnapshot request, TargetState target, IReadOnlyList<ChatResponseUpdate> updates, bool complete, CancellationToken token)
    {
        if (judges.Count == 0)
        {
            return null;
        }

        var text = updates.Count == 1 ? updates[0].Text : string.Concat(updates.Select(u => u.Text));
        var draft = new Draft(target.Name, request.Messages, request.Options, text, updates, complete);
        foreach (var judge in judges)
        {
            var verdict = await judge.JudgeAsync(draft, token).ConfigureAwait(false);
            if (verdict.Refused)
            {
                return verdict.Reason ?? judge.Name;
            }
        }

        return null;
    }
}
