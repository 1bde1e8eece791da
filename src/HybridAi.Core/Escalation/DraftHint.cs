using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A refused draft that the next target may read. New text like any other: labelled before it leaves, and masked or kept by the gate.</summary>
internal sealed class DraftHint
{
    // A hint longer than this costs more than it helps.
    private const int MostCharacters = 2000;
    private const int FewestCharacters = 16;

    private readonly ChatMessage _message;
    private readonly RequestLabels _labels;

    private DraftHint(ChatMessage message, RequestLabels labels)
    {
        _message = message;
        _labels = labels;
        Tokens = TokenEstimate.PerMessage + TokenEstimate.Of(message.Text);
    }

    /// <summary>What the hint adds to a prompt.</summary>
    public int Tokens { get; }

    /// <summary>Makes a hint of a draft; none when the policy wants none, the draft says next to nothing or was made from what had to stay.</summary>
    public static async ValueTask<DraftHint?> OfAsync(RequestRun run, TargetState from, string draft, Labeller labeller)
    {
        var text = draft.AsSpan().Trim();
        if (!run.Request.Policy.DraftHint || run.Token.IsCancellationRequested || text.Length < FewestCharacters || run.Legacy.MarkOf(from) is not null)
        {
            return null;
        }

        text = text[..Math.Min(text.Length, MostCharacters)];
        var message = new ChatMessage(ChatRole.System, $"A smaller model drafted this answer and was not trusted; it may be wrong:\n{text}");
        var labels = await labeller.LabelAsync([message], null, run.Request.Policy, run.Token).ConfigureAwait(false);
        return new(message, labels);
    }

    /// <summary>Whether a target may see it as it is. What would need a mask is not worth one.</summary>
    public bool IsFor(TargetState target) =>
        !target.IsOnDevice && !_labels.AsksAt(target.Profile.Location) && _labels.Blocked(target.Profile.Location) is null && !_labels.NeedsMask(target.Profile.Location);

    /// <summary>The messages with the hint before the last one.</summary>
    public ChatMessage[] Among(ChatMessage[] messages) => [.. messages.AsSpan(0, messages.Length - 1), _message, messages[^1]];
}
