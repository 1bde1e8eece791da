using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Reads the cheap facts of a request in one pass.</summary>
internal static class SignalReader
{
    // "commit it", "and why?", "make it shorter, please"
    private const int FewTokens = 12;

    private static readonly PhraseSet _codeMarks = new(
        StringComparison.Ordinal,
        "```", "();", "=> ", "#include", "def ", "public class", "SELECT ", "</", "import ", "function(");

    public static RequestSignals Read(RequestSnapshot request, TaskType task = TaskType.Unknown)
    {
        long characters = 0;
        int tokens = 0, turns = 0, attachments = 0;
        string? lastUserText = null;
        foreach (var message in request.Messages)
        {
            tokens += TokenEstimate.PerMessage;
            turns += message.Role == ChatRole.User ? 1 : 0;
            foreach (var content in message.Contents.Each())
            {
                if (TextOf(content) is { } text)
                {
                    characters += text.Length;
                    tokens += TokenEstimate.Of(text);
                    lastUserText = message.Role == ChatRole.User ? text : lastUserText;
                }
                else if (content is DataContent or UriContent or HostedFileContent)
                {
                    attachments++;
                    tokens += 256;
                }
                else if (content is FunctionCallContent { Arguments: { } arguments })
                {
                    tokens += 8 * (arguments.Count + 1);
                }
            }
        }

        if (request.Options?.Instructions is { } instructions)
        {
            characters += instructions.Length;
            tokens += TokenEstimate.PerMessage + TokenEstimate.Of(instructions);
        }

        var tools = request.Options?.Tools;
        for (var i = 0; i < (tools?.Count ?? 0); i++)
        {
            tokens += TokenEstimate.Of(tools![i]);
        }

        var toolLoop = request.Messages is [.., var last] && last.Contents.Any(c => c is ToolResultContent);
        var trail = toolLoop ? AgentTrail.Of(request.Messages) : default;
        if (request.Policy.DropUnneededTools && tools is { Count: > 0 } && !ToolNeed.Of(request, lastUserText))
        {
            request.DropTools();
        }

        return new RequestSignals
        {
            Characters = (int)Math.Min(characters, int.MaxValue),
            Tokens = tokens,
            Turns = turns,
            Code = lastUserText is not null && _codeMarks.IsIn(lastUserText.AsSpan(0, Math.Min(lastUserText.Length, 8192))),
            Tools = tools?.Count ?? 0,
            ToolLoop = toolLoop,
            ToolSteps = trail.Steps,
            ToolErrors = trail.Errors,
            ToolRepeats = trail.Repeats,
            Brief = lastUserText is { Length: < 64 } && TokenEstimate.Of(lastUserText) <= FewTokens,
            Language = LanguageGuess.Of(lastUserText),
            Task = task,
            Attachments = attachments,
            Json = request.Options?.ResponseFormat is ChatResponseFormatJson,
        };
    }

    private static string? TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent reasoning => reasoning.Text,
        FunctionResultContent result => ToolResults.TextOf(result.Result),
        _ => null,
    };
}
