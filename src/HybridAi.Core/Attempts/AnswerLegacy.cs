using System.Text;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// Hands on what one request held that had to stay: to its conversation, to the message of its answer, and to the answer's text, wherever that turns up
/// again. Does nothing when there is nothing to hand on.
/// </summary>
internal sealed class AnswerLegacy
{
    private readonly RequestSnapshot _request;
    private readonly ConversationStore _conversations;
    private readonly Ceiling _bequest;
    private readonly bool _kept;
    private readonly bool _free;
    private StringBuilder? _text;
    private StringBuilder? _reasoning;
    private Ceiling _given;

    private bool _pinned;

    /// <param name="request">The request.</param>
    /// <param name="conversations">Where it is remembered.</param>
    /// <param name="labels">The request's labels.</param>
    /// <param name="mayConsent">Whether somebody may consent to what would have to stay: then the conversation is pinned at the end only.</param>
    public AnswerLegacy(RequestSnapshot request, ConversationStore conversations, RequestLabels labels, bool mayConsent)
    {
        _request = request;
        _conversations = conversations;
        _bequest = labels.Bequest();
        _kept = labels.Kept;
        _free = _bequest.IsNone && labels.Scan.IsComplete;
        if (!mayConsent)
        {
            Pin();
        }
    }

    /// <summary>Somebody consented: the conversation is not pinned by this request.</summary>
    public void Consented() => _pinned = true;

    /// <summary>The request is over, answered or not.</summary>
    public void Settle()
    {
        EndMessage();
        Pin();
        if (_free)
        {
            _conversations.MetResults(_request);
        }
    }

    /// <summary>What a message of a target's answer carries along; <see langword="null"/> when nothing.</summary>
    public string? MarkOf(TargetState? target) => Of(target) is { IsNone: false } ceiling ? ceiling.Write() : null;

    /// <summary>Whether it carries the caller's own mark, too.</summary>
    public bool IsKept(TargetState? target) => _kept && target is { IsOnDevice: true };

    /// <summary>A part of an answer on its way to the caller.</summary>
    public void Add(TargetState? target, IList<AIContent> contents)
    {
        var ceiling = Of(target);
        if (ceiling.IsNone && !_free)
        {
            return;
        }

        _given = ceiling;
        foreach (var content in contents.Each())
        {
            switch (content)
            {
                case TextContent text:
                    Append(ref _text, text.Text);
                    break;
                case TextReasoningContent reasoning:
                    Append(ref _reasoning, reasoning.Text);
                    break;
                default:
                    Remember(InheritedLabels.TextOf(content));
                    break;
            }
        }
    }

    /// <summary>A message is over, complete or not: what the caller has of it is remembered.</summary>
    public void EndMessage()
    {
        Remember(_text?.ToString());
        Remember(_reasoning?.ToString());
        _text = _reasoning = null;
    }

    private void Remember(string? text)
    {
        if (_free)
        {
            _conversations.MetAnswer(_request, text);
        }
        else
        {
            _conversations.RememberAnswer(_request, text, _given);
        }
    }

    // Of an answer that is free only a short one is of interest.
    private void Append(ref StringBuilder? to, string text)
    {
        if (!_free || (to?.Length ?? 0) <= InheritedLabels.LongestCommon)
        {
            (to ??= new()).Append(text);
        }
    }

    private void Pin()
    {
        if (!_pinned)
        {
            _pinned = true;
            _conversations.Pin(_request, _bequest);
        }
    }

    // What a target was allowed to see binds its answer only where it may not be seen.
    private Ceiling Of(TargetState? target) => target?.Profile.Location switch
    {
        Location.Device => _bequest,
        Location.Private => _bequest with { Private = Treatment.Allow },
        _ => Ceiling.None,
    };
}
