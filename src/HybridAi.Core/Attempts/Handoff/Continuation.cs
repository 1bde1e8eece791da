using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What was shown of an answer that broke, for the target that goes on. New text like any other: labelled before it leaves.</summary>
internal sealed class Continuation
{
    private const string Wish = "The answer above broke off. Go on exactly where it stops. Begin with its last few words, as they stand there, and repeat nothing else.";

    private readonly ChatMessage[] _messages;
    private readonly RequestLabels _labels;
    private readonly bool _stays;

    private Continuation(ChatMessage[] messages, RequestLabels labels, bool stays) => (_messages, _labels, _stays) = (messages, labels, stays);

    /// <summary>What it adds to a prompt.</summary>
    public int Tokens => (2 * TokenEstimate.PerMessage) + TokenEstimate.Of(_messages[0].Text) + TokenEstimate.Of(Wish);

    public static async ValueTask<Continuation> OfAsync(RequestRun run, TargetState from, string shown, Labeller labeller)
    {
        ChatMessage[] messages = [new(ChatRole.Assistant, shown), new(ChatRole.User, Wish)];
        var labels = await labeller.LabelAsync([messages[0]], null, run.Request.Policy, run.Token).ConfigureAwait(false);
        return new(messages, labels, run.Legacy.MarkOf(from) is not null);
    }

    /// <summary>Whether a target may see it as it is. What would have to be masked, asked about or kept goes on here or not at all.</summary>
    public bool IsFor(TargetState target) => target.IsOnDevice
        || (!_stays && !_labels.AsksAt(target.Profile.Location) && _labels.Blocked(target.Profile.Location) is null && !_labels.NeedsMask(target.Profile.Location));

    /// <summary>The messages with what was shown and the wish to go on.</summary>
    public ChatMessage[] After(ChatMessage[] messages) => [.. messages, .. _messages];
}
