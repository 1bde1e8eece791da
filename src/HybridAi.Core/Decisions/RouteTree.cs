using System.Globalization;
using System.Text;

namespace HybridAi;

/// <summary>The path of a decision as a tree: what was read, what the policy said, which targets were left, and who is first.</summary>
/// <param name="Text">One step, without content.</param>
/// <param name="Children">What it consists of.</param>
public sealed record RouteTree(string Text, IReadOnlyList<RouteTree> Children)
{
    /// <summary>Makes the tree of a decision.</summary>
    /// <param name="decision">The decision.</param>
    public static RouteTree Of(RouteDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);

        return Node(
            $"{decision.Target} ({decision.Location}) because of {decision.Reason}: {decision.Explanation}",
            Signals(decision), Privacy(decision), Policy(decision), Targets(decision), Then(decision));
    }

    /// <summary>The tree as lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Text);
        Append(text, "");
        return text.ToString();
    }

    private static RouteTree Signals(RouteDecision decision)
    {
        var s = decision.Signals;
        var facts = new List<string> { F($"{s.Tokens} tokens"), F($"{s.Turns} turns") };
        Add(facts, s.Code, "code");
        Add(facts, s.Json, "JSON wanted");
        Add(facts, s.Brief, "a few words");
        Add(facts, s.Language is not null, $"language {s.Language}");
        Add(facts, s.Task != TaskType.Unknown, $"task {s.Task}");
        Add(facts, s.Attachments > 0, F($"{s.Attachments} attachments"));
        Add(facts, s.Tools > 0, F($"{s.Tools} tools"));
        Add(facts, s.ToolLoop, F($"tool results, step {s.ToolSteps}, {s.ToolErrors} errors, {s.ToolRepeats} times the same call"));
        return decision.Score is not { } score ? Node($"signals: {string.Join(", ", facts)}") : Node(
            $"signals: {string.Join(", ", facts)}",
            Node(
                F($"difficulty {score:0.000} by tier {decision.Tier}"),
                decision.Contributions is not { } c ? [] : [Node(F($"log-odds: {c.Base:+0.00;-0.00} before, {c.Words:+0.00;-0.00} words, {c.Structure:+0.00;-0.00} structure{(c.Model == 0 ? "" : F($", {c.Model:+0.00;-0.00} local model"))}{(c.Learned == 0 ? "" : F($", {c.Learned:+0.00;-0.00} learned from outcomes"))}"))]));
    }

    private static RouteTree Privacy(RouteDecision decision) => Node(
        decision.Labels.Count == 0 ? "privacy: nothing found" : "privacy",
        [.. decision.Labels.Select(l => Node(F($"{l.Key} × {l.Value}")))]);

    private static RouteTree Policy(RouteDecision decision)
    {
        var parts = new List<RouteTree> { Node($"mode {decision.Mode}"), Node(F($"threshold {decision.Threshold:0.###}")) };
        if (decision.Rule is { } rule)
        {
            parts.Add(Node($"rule '{rule}'"));
        }

        return Node($"policy {decision.Revision}", [.. parts]);
    }

    private static RouteTree Targets(RouteDecision decision)
    {
        var rank = 0;
        return Node("targets", [.. decision.Targets.Select(t => Node(t.Eligible
            ? F($"{++rank}. {t.Target} ({t.Location}){(t.Reason is null ? "" : $", although {t.Reason}")}")
            : $"not {t.Target} ({t.Location}): {t.Reason}{(t.Detail is null ? "" : $" ({t.Detail})")}"))]);
    }

    private static RouteTree? Then(RouteDecision decision) =>
        decision.MayEscalate ? Node("then: another target takes over if the draft is not good enough")
        : decision.BelowCompetence ? Node("then: the answer carries that it is harder than the target is trusted with") : null;

    private static RouteTree Node(string text, params RouteTree?[] children) => new(text, [.. children.OfType<RouteTree>()]);

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Add(List<string> facts, bool holds, string fact)
    {
        if (holds)
        {
            facts.Add(fact);
        }
    }

    private void Append(StringBuilder text, string indent)
    {
        for (var i = 0; i < Children.Count; i++)
        {
            var last = i == Children.Count - 1;
            text.Append('\n').Append(indent).Append(last ? "└─ " : "├─ ").Append(Children[i].Text);
            Children[i].Append(text, indent + (last ? "   " : "│  "));
        }
    }
}
