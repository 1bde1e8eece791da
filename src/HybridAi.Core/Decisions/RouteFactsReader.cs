using System.Globalization;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Gathers the facts of a request for a recorder, and makes a request of them again.</summary>
internal static class RouteFactsReader
{
    private const int MostTools = 32;

    public static RouteFacts Of(RoutePlan plan, RequestSnapshot request, TimeProvider time)
    {
        var labels = plan.Labels;
        var tools = request.Options?.Tools;
        return new()
        {
            Score = plan.Score,
            LexicalScore = plan.LexicalScore,
            Learned = plan.Learned,
            JudgedScore = plan.Learned == 0 ? null : plan.Judged,
            Needs = HybridAi.Needs.Of(request, plan.Decision.Signals),
            MaxOutputTokens = request.Options?.MaxOutputTokens,
            Forced = request.ForcedTarget,
            Before = plan.Before,
            HasConversationId = request.Options?.ConversationId is not null,
            Owner = plan.Owner,
            Local = TimeOnly.FromTimeSpan(time.GetLocalNow().TimeOfDay),
            Tags = request.Tags.Count > 0 ? request.Tags : null,
            Tenant = Pseudonym(request.Tenant),
            Tools = tools is { Count: > 0 } ? [.. tools.Take(MostTools).Select(t => Pseudonym(t.Name)!)] : null,
            Ramp = Leaning.Share(request),
            Device = plan.Device,
            Found = Found(labels.Scan),
            Incomplete = !labels.Scan.IsComplete,
            Unread = labels.Unread,
            Pinned = labels.Kept,
            Unmaskable = (int)labels.Unmaskable,
            Reach = (int)labels.Reach,
            Inherited = labels.Inherited.IsNone ? null : labels.Inherited.Write(),
            DropsTools = request.ToolsDropped,
            FirstToken = plan.Ranked.Exists(t => t.FirstToken is not null)
                ? plan.Ranked.Where(t => t.FirstToken is not null).ToDictionary(t => t.Name, t => t.FirstToken!.Value.TotalMilliseconds) : null,
        };
    }

    public static RequestLabels Labels(RouteFacts facts, HybridPolicy policy, bool released) => new(Scan(facts), policy.Privacy)
    {
        Kept = facts.Pinned,
        Unread = facts.Unread,
        Released = released,
        Unmaskable = (LocationSet)facts.Unmaskable,
        Reach = (ConsentReach)facts.Reach,
        Inherited = facts.Inherited is null ? Ceiling.None : Ceiling.Read(facts.Inherited),
    };

    private static ScanResult Scan(RouteFacts facts) => facts.Found is null
        ? facts.Incomplete ? ScanResult.Incomplete : ScanResult.Empty
        : ScanResult.Create(
            facts.Found.Where(f => !f.IsStatement).SelectMany(f => Enumerable.Repeat(new Finding(f.Subject, f.Kind, 0, 0, f.Score, false), f.Count)),
            facts.Found.Where(f => f.IsStatement).Select(f => new StatementFinding(f.Subject, f.Score)),
            !facts.Incomplete);

    /// <summary>The same name always gives the same pseudonym, so that rules on tenants and tools can be replayed. It hides names, it does not protect guessable ones.</summary>
    public static string? Pseudonym(string? name) =>
        name is null ? null : ((long)(StableHash.Share("record", name) * (1L << 53))).ToString("x14", CultureInfo.InvariantCulture);

    private static List<LabelFact>? Found(ScanResult scan)
    {
        if (scan.IsEmpty)
        {
            return null;
        }

        var found = scan.Findings.GroupBy(f => (f.Type, f.Kind, f.Score))
            .Select(g => new LabelFact(g.Key.Type, g.Key.Kind, g.Key.Score, g.Count())).ToList();
        found.AddRange(scan.Statements.Select(s => new LabelFact(s.Class, null, s.Score, 1, IsStatement: true)));
        return found;
    }
}
