using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// Where one message ends and another goes on: a value cut in two, or an answer to the question what somebody's number is. Only what needs both
/// messages to be seen counts; the rest was found in its own message.
/// </summary>
internal sealed class MessageBorder
{
    // A value and the words around it.
    private const int Width = 256;

    // "it's 123-45-6789, thanks": longer replies say themselves what they tell.
    private const int LongestReply = 48;
    private const int FewestDigits = 4;

    private readonly Kind _kind;
    private readonly int _cut;

    private MessageBorder(string left, string between, string right, Kind kind)
    {
        Text = $"{left}{between}{right}";
        (_kind, _cut) = (kind, left.Length + between.Length);
    }

    private enum Kind
    {
        /// <summary>Two messages of the same author, nothing between them.</summary>
        GoesOn,

        /// <summary>Two turns of the user with an answer between them, digits on both sides.</summary>
        Digits,

        /// <summary>A short reply with a number, behind what the assistant said.</summary>
        Reply,
    }

    /// <summary>The end of one message and the beginning of the other.</summary>
    public string Text { get; }

    /// <summary>Adds the borders in front of a message.</summary>
    public static void Add(ref List<MessageBorder>? borders, IReadOnlyList<ChatMessage> messages, int at)
    {
        var role = messages[at].Role;
        if (at == 0 || (role != ChatRole.User && role != ChatRole.Assistant && role != ChatRole.System) || First(messages[at]) is not { } right)
        {
            return;
        }

        if (messages[at - 1].Role == role)
        {
            Add(ref borders, Last(messages[at - 1]), right, Kind.GoesOn);
        }
        else if (role == ChatRole.User)
        {
            if (messages[at - 1].Role == ChatRole.Assistant && right.Length <= LongestReply && Digits(right) >= FewestDigits)
            {
                Add(ref borders, Last(messages[at - 1]), right, Kind.Reply);
            }

            for (var before = at - 2; before >= 0; before--)
            {
                if (messages[before].Role == ChatRole.User)
                {
                    if (Last(messages[before]) is { } left && EndsWithDigit(left) && char.IsDigit(right.AsSpan().TrimStart() is [var first, ..] ? first : ' '))
                    {
                        Add(ref borders, left, right, Kind.Digits);
                    }

                    break;
                }
            }
        }
    }

    /// <summary>What of the findings in <see cref="Text"/> only both messages together tell.</summary>
    public ScanResult Of(ScanResult scan)
    {
        var own = scan.Findings.Where(f => _kind switch
        {
            Kind.GoesOn => f.End > _cut,
            Kind.Digits => IsCut(f),
            _ => f.Start >= _cut,
        }).ToList();
        // A sentence may be cut, too. What an assistant asked and what was said turns ago is another sentence.
        var statements = _kind == Kind.GoesOn ? scan.Statements : [];
        return own.Count == 0 && statements.Count == 0 && scan.IsComplete ? ScanResult.Empty : ScanResult.Create(own, statements, scan.IsComplete);
    }

    /// <summary>Whether a finding begins in one message and ends in the other.</summary>
    public bool IsCut(Finding finding) =>
        finding.Start < _cut && finding.End > _cut && (_kind == Kind.GoesOn || (_kind == Kind.Digits && finding.Validated));

    private static void Add(ref List<MessageBorder>? borders, string? left, string right, Kind kind)
    {
        if (left is null)
        {
            return;
        }

        left = left.Length > Width ? left[^Width..] : left;
        right = right.Length > Width ? right[..Width] : right;
        borders ??= [];
        borders.Add(new(left, " ", right, kind));
        if (kind == Kind.GoesOn)
        {
            borders.Add(new(left, "", right, kind));
        }
    }

    private static string? First(ChatMessage message)
    {
        foreach (var content in message.Contents.Each())
        {
            if (content is TextContent { Text: { Length: > 0 } text })
            {
                return text;
            }
        }

        return null;
    }

    private static string? Last(ChatMessage message)
    {
        for (var i = message.Contents.Count - 1; i >= 0; i--)
        {
            if (message.Contents[i] is TextContent { Text: { Length: > 0 } text })
            {
                return text;
            }
        }

        return null;
    }

    private static bool EndsWithDigit(string text) => text.AsSpan().TrimEnd(" .,;-…\r\n") is [.., var last] && char.IsDigit(last);

    private static int Digits(string text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            digits += char.IsDigit(c) ? 1 : 0;
        }

        return digits;
    }
}
