using System.Globalization;
using HybridAi.Privacy;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>What in a corpus or a command looks like a mistake: said, not guessed away.</summary>
internal static class ProofNotes
{
    private const int Most = 5;

    private static readonly HashSet<string> Entities = new(
        [
            .. EntityTypes.Authentication, .. EntityTypes.Financial, .. EntityTypes.Contact, .. EntityTypes.NationalIds, .. EntityTypes.Linked, .. EntityTypes.Loose,
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> Classes = [.. StatementClasses.All];

    /// <summary>The notes on a run that is over.</summary>
    public static IEnumerable<string> Of(ProofRun run, IReadOnlyList<LabelledText> texts, string? tag, string? tenant)
    {
        foreach (var type in texts.SelectMany(t => t.Spans).Where(s => !IsKnown(s, run)).Select(s => s.Type).Distinct(StringComparer.Ordinal))
        {
            var like = Likest(type, run);
            yield return $"{type} is labelled, but nothing finds that type{(like is null ? "" : $" (is {like} meant?)")}: its labels are only found as something else.";
        }

        var cut = texts.SelectMany(t => t.Spans.Where(t.CutsWord).Select(_ => t.Id)).ToList();
        if (cut.Count > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{cut.Count} labels begin or end inside a word (texts {Few(cut)}): offsets count UTF-16 code units, and the end is behind the last one.");
        }

        var twice = texts.GroupBy(t => t.Id, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).Select(g => g.Key).ToList();
        if (twice.Count > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{twice.Count} ids stand more than once ({Few(twice)}): the table of what left cannot tell them apart.");
        }

        var closed = run.Policy.Posture == PrivacyPosture.Closed;
        if (tenant is not null && run.Rules is { } rules && !rules.Tenants.ContainsKey(tenant) && !rules.ReleasedTenants.Contains(tenant))
        {
            yield return $"the configuration does not name tenant {tenant}: the rules for all were proved.";
        }

        if (tag is not null && closed && run.Rules?.ReleasedTags.Contains(tag) == false)
        {
            yield return $"the configuration does not release tag {tag}.";
        }

        if (texts.All(t => t.Spans.Count == 0))
        {
            yield return "nothing is labelled: this proof can only say what stayed.";
        }
    }

    private static bool IsKnown(LabelledSpan span, ProofRun run) =>
        span.IsClass ? Classes.Contains(span.Type) : Entities.Contains(span.Entity) || run.OwnTypes.Contains(span.Entity);

    // The known type that shares the most with it: EMAIL and EMAIL_ADDRESS, Health and health.
    private static string? Likest(string type, ProofRun run)
    {
        var plain = Plain(type);
        return Entities.Concat(Classes).Concat(run.OwnTypes)
            .Where(k => Plain(k) is var known && plain.Length > 1 && (known.Contains(plain, StringComparison.Ordinal) || (known.Length > 2 && plain.Contains(known, StringComparison.Ordinal))))
            .OrderBy(k => Math.Abs(k.Length - type.Length)).ThenBy(k => k, StringComparer.Ordinal).FirstOrDefault();
    }

    private static string Plain(string type) => ValueSearch.Strip(type);

    private static string Few(List<string> ids) => string.Join(", ", ids.Take(Most)) + (ids.Count > Most ? ", …" : "");
}
