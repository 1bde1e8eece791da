using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>The texts of several contents as a target may show them to its model: one behind the other.</summary>
internal sealed class JoinedText
{
    // Where a text ends and the next begins.
    private readonly int[] _cuts;

    private JoinedText(string[] texts, string between)
    {
        Text = string.Join(between, texts);
        _cuts = new int[texts.Length - 1];
        for (int i = 0, at = 0; i < _cuts.Length; i++)
        {
            _cuts[i] = at += texts[i].Length;
            at += between.Length;
        }
    }

    public string Text { get; }

    /// <summary>All ways to join; none where there is only one text of a kind.</summary>
    public static IEnumerable<JoinedText> Of(IList<AIContent> contents)
    {
        var (texts, reasonings) = (0, 0);
        foreach (var content in contents.Each())
        {
            texts += content is TextContent { Text.Length: > 0 } ? 1 : 0;
            reasonings += content is TextReasoningContent { Text.Length: > 0 } ? 1 : 0;
        }

        return texts < 2 && reasonings < 2 ? []
            : Of([.. contents.OfType<TextContent>().Select(t => t.Text)]).Concat(Of([.. contents.OfType<TextReasoningContent>().Select(r => r.Text)]));
    }

    /// <summary>Whether a finding begins in one text and ends in another.</summary>
    public bool IsCut(Finding finding) => Array.Exists(_cuts, cut => finding.Start < cut && cut < finding.End);

    // Some targets put nothing between the parts of a message, others a space or a line break: "4111 1111" and "1111 1111" is a card in all.
    private static IEnumerable<JoinedText> Of(string[] texts)
    {
        texts = Array.FindAll(texts, t => t.Length > 0);
        if (texts.Length < 2)
        {
            yield break;
        }

        yield return new(texts, "");
        yield return new(texts, " ");
    }
}
