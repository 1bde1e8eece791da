using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>What every <see cref="IChatClient"/> has to do to be a target. Run the cases in any test framework, each as a test of its own.</summary>
public static class TargetConformance
{
    /// <summary>The cases that apply to a target.</summary>
    /// <param name="capabilities">What it says it can do.</param>
    /// <param name="reportsUsage">Whether it reports tokens; without, costs are estimated.</param>
    public static IReadOnlyList<ConformanceCase> Cases(
        TargetCapabilities capabilities = TargetCapabilities.None, bool reportsUsage = true)
    {
        var cases = new List<ConformanceCase>
        {
            new("answers-whole", "A whole answer is a message by the assistant with text.", AnswerCases.WholeAsync),
            new("answers-streamed", "A stream brings text in updates by the assistant.", AnswerCases.StreamedAsync),
            new("one-response-id", "The updates of a stream that carry a response id carry the same.", AnswerCases.OneIdAsync),
            new("tells-why-it-ended", "Both ways tell the finish reason.", AnswerCases.FinishReasonAsync),
            new("keeps-the-output-limit", "An answer has at most as many tokens as were allowed.", AnswerCases.OutputLimitAsync),
            new("takes-empty-options", "Options without a value are like none.", AnswerCases.EmptyOptionsAsync),
            new("takes-a-conversation", "A system turn and earlier turns are taken.", AnswerCases.ConversationAsync),
            new("takes-every-script", "Text in any script is taken, emoji and control-token look-alikes included.", AnswerCases.ScriptsAsync),
            new("leaves-the-input-alone", "Messages and options are not changed.", AnswerCases.InputAsync),
            new("cancelled-before", "A token that is cancelled already ends in OperationCanceledException both ways.", LifetimeCases.CancelledBeforeAsync),
            new("cancelled-in-the-middle", "Cancelling ends a stream in OperationCanceledException or at once, and the next request is answered.", LifetimeCases.CancelledMidwayAsync),
            new("reader-stops", "A reader may stop after the first update, and the next request is answered.", LifetimeCases.ReaderStopsAsync),
            new("each-reading-is-a-request", "A stream that is enumerated twice is answered twice.", LifetimeCases.TwiceAsync),
            new("several-at-once", "Requests at the same time are all answered.", LifetimeCases.SeveralAsync),
            new("refuses-null", "Messages that are null are an ArgumentNullException, before anything is sent.", LifetimeCases.NullAsync),
            new("offers-services", "GetService gives the client itself and its metadata, and null for what it does not know.", LifetimeCases.ServicesAsync),
        };
        if (reportsUsage)
        {
            cases.Add(new("tells-usage", "Both ways tell input and output tokens above 0.", AnswerCases.UsageAsync));
        }

        if (capabilities.HasFlag(TargetCapabilities.Tools))
        {
            cases.Add(new("takes-tools", "A tool that is offered is called by its name with an id, or the answer is text.", AnswerCases.ToolsAsync));
        }

        return cases;
    }
}
