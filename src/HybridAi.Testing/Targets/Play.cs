using System.Globalization;
using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>Plays one scripted answer: its words at their pace, its failure at its place.</summary>
internal sealed class Play(ScriptedTarget target, ScriptedCall call)
{
    private readonly ScriptedAnswer _answer = call.Answer;
    private readonly string _id = string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{call.Number}");

    public async IAsyncEnumerable<ChatResponseUpdate> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await WaitAsync(_answer.FirstToken ?? target.FirstToken, cancellationToken).ConfigureAwait(false);
        var cut = call.Options?.MaxOutputTokens ?? int.MaxValue;
        cut = Math.Min(cut, target.Profile.MaxOutputTokens ?? int.MaxValue);
        var said = 0;
        foreach (var word in Words(_answer.Text))
        {
            await BreakAsync(said, cancellationToken).ConfigureAwait(false);
            if (said == cut)
            {
                break;
            }

            if (said > 0)
            {
                await WaitAsync(Pace(), cancellationToken).ConfigureAwait(false);
            }

            said++;
            yield return Update(new TextContent(word));
        }

        var isCut = said == cut && said < Words(_answer.Text).Count;
        await BreakAsync(Math.Max(said, _answer.WordsBefore), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < _answer.ToolCalls.Count && !isCut; i++)
        {
            said += target.Tokens(_answer.ToolCalls[i].Arguments) + 8;
            yield return Update(_answer.ToolCalls[i].ToContent(string.Create(CultureInfo.InvariantCulture, $"{_id}-call-{i + 1}")));
        }

        var last = Update(null);
        last.FinishReason = isCut ? ChatFinishReason.Length : _answer.Reason;
        if (_answer.ReportsUsage)
        {
            var input = target.Tokens(call.Text);
            last.Contents.Add(new UsageContent(new() { InputTokenCount = input, OutputTokenCount = said, TotalTokenCount = input + said }));
        }

        call.State = ScriptedCallState.Completed;
        yield return last;
    }

    /// <summary>Cuts a text into words with the blanks before them; put together they are the text.</summary>
    internal static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
            {
                words.Add(text[start..i]);
                start = i;
            }
        }

        if (start < text.Length)
        {
            words.Add(text[start..]);
        }

        return words;
    }

    private async Task BreakAsync(int said, CancellationToken cancellationToken)
    {
        if (said != _answer.WordsBefore || (!_answer.IsSilent && _answer.Error is null))
        {
            return;
        }

        if (_answer.IsSilent)
        {
            await target.Time.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }

        call.State = ScriptedCallState.Failed;
        throw Failure(_answer.Error!.Value);
    }

    // A device model fails as the local leg does, an endpoint as the HTTP legs do.
    private HybridAiException Failure(TargetErrorKind kind)
    {
        var message = $"The scripted target '{target.Name}' failed: {kind}.";
        return target.Profile.Location != Location.Device ? new TargetUnavailableException(kind, message, _answer.RetryAfter)
            : new LocalModelException(
                kind switch
                {
                    TargetErrorKind.ContextExceeded => LocalModelErrorKind.ContextExceeded,
                    TargetErrorKind.RateLimited => LocalModelErrorKind.Busy,
                    TargetErrorKind.InvalidRequest => LocalModelErrorKind.GrammarInvalid,
                    _ => LocalModelErrorKind.Failed,
                },
                message);
    }

    private Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        target.Time.WaitAsync(delay * target.Throttling, cancellationToken);

    private TimeSpan Pace() => TimeSpan.FromSeconds(1 / (_answer.TokensPerSecond ?? target.TokensPerSecond));

    private ChatResponseUpdate Update(AIContent? content) => new(ChatRole.Assistant, content is null ? [] : [content])
    {
        ResponseId = _id,
        MessageId = _id,
        ModelId = target.Name,
        CreatedAt = target.Time.GetUtcNow(),
    };
}
