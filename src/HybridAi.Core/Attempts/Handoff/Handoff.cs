using System.Text;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Lets another target go on with a stream that broke after a part of it was shown. One for each streamed request that wants it.</summary>
internal sealed class Handoff(RequestRun run, Labeller labeller)
{
    // A longer answer is not carried on: its own text would fill the next window.
    private const int MostCharacters = 32_000;
    private const int FewestCharacters = 16;

    private readonly StringBuilder _shown = new();
    private Alignment? _alignment;
    private List<AIContent>? _carried;
    private bool _impossible;

    /// <summary>Whether the next attempt goes on with an answer that was begun.</summary>
    public bool Continues => _alignment is not null;

    /// <summary>Whether the attempt that goes on does not fit what was shown.</summary>
    public bool Unaligned => _alignment is { Failed: true };

    /// <summary>What of an update may be handed on; <see langword="null"/> while the place where the texts meet is not certain.</summary>
    public ChatResponseUpdate? Pass(StreamAttempt attempt, ChatResponseUpdate update)
    {
        if (_alignment is null || attempt.Committed)
        {
            Note(update);
            return update;
        }

        foreach (var content in update.Contents.Each())
        {
            switch (content)
            {
                case TextContent text:
                    _alignment.Add(text.Text);
                    break;
                case TextReasoningContent:
                    break;
                case UsageContent:
                    (_carried ??= []).Add(content);
                    break;
                default:
                    // A tool call where text was begun: nothing to go on with.
                    _alignment.GiveUp();
                    return null;
            }
        }

        return Meet(attempt, update);
    }

    /// <summary>The attempt has ended: what is left of it, if the place was found only now.</summary>
    public ChatResponseUpdate? End(StreamAttempt attempt)
    {
        if (_alignment is null || attempt.Committed)
        {
            return null;
        }

        _alignment.End();
        return Meet(attempt, new() { Role = ChatRole.Assistant });
    }

    /// <summary>The attempt failed: prepares for the next target to go on, if there is one that may.</summary>
    public async ValueTask<bool> TakeOverAsync(StreamAttempt attempt, TargetState from)
    {
        if (!attempt.Committed || _impossible || run.Token.IsCancellationRequested || _shown.Length is < FewestCharacters or > MostCharacters)
        {
            return false;
        }

        var shown = _shown.ToString();
        var continuation = await Continuation.OfAsync(run, from, shown, labeller).ConfigureAwait(false);
        if (!run.HandOff(attempt.Meter, attempt.Error!, continuation))
        {
            return false;
        }

        (_alignment, _carried) = (new(shown), null);
        return true;
    }

    /// <summary>An attempt that was to go on failed before it did: the next one starts from the same place.</summary>
    public void Again()
    {
        if (_alignment is not null)
        {
            (_alignment, _carried) = (new(_shown.ToString()), null);
        }
    }

    private ChatResponseUpdate? Meet(StreamAttempt attempt, ChatResponseUpdate update)
    {
        if (_alignment!.Rest is not { } rest)
        {
            return null;
        }

        attempt.CommitNow();
        var met = update.Clone();
        met.Contents = [new TextContent(rest), .. _carried ?? []];
        Note(met);
        return met;
    }

    private void Note(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents.Each())
        {
            if (content is TextContent text)
            {
                _shown.Append(text.Text);
            }
            else
            {
                // Half an answer of calls or pictures cannot be gone on with.
                _impossible |= content is not (UsageContent or TextReasoningContent);
            }
        }
    }
}
