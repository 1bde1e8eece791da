using System.Globalization;
using System.Text.RegularExpressions;
using HybridAi.Privacy;
using Microsoft.Extensions.Configuration;

namespace HybridAi;

internal sealed partial record OptionRule
{
    /// <summary>The options of privacy whose paths hold names or numbers, as a section has them.</summary>
    public static IEnumerable<OptionRule> OfPrivacy(IConfiguration privacy) =>
        Scope("Privacy", o => o.Privacy, Keys(privacy, "Table"), Keys(privacy, "DenyList"), Keys(privacy, "Patterns"))
            .Concat(Keys(privacy, "RequireByPreset").SelectMany(OfPreset))
            .Concat(privacy.GetSection("Tenants").GetChildren().SelectMany(
                t => OfTenant(t.Key, Keys(t, "Table"), Keys(t, "DenyList"), Keys(t, "Patterns"))));

    /// <summary>The same, as an options object has them.</summary>
    public static IEnumerable<OptionRule> OfPrivacy(HybridAiPrivacyOptions privacy) =>
        Scope("Privacy", o => o.Privacy, privacy.Table.Keys, Numbers(privacy.DenyList.Count), Numbers(privacy.Patterns.Count))
            .Concat(privacy.RequireByPreset.Keys.SelectMany(OfPreset))
            .Concat(privacy.Tenants.SelectMany(
                t => OfTenant(t.Key, t.Value.Table.Keys, Numbers(t.Value.DenyList.Count), Numbers(t.Value.Patterns.Count))));

    /// <summary>The same, each name and number once, for the schema and the documents.</summary>
    public static IEnumerable<OptionRule> OfPrivacy(string name, string number) =>
        Scope("Privacy", o => null, [name], [number], [number]).Concat(OfPreset(name)).Concat(OfTenant(name, [name], [number], [number]));

    private static IEnumerable<OptionRule> OfPreset(string preset) => OfRequire(
        $"Privacy:RequireByPreset:{preset}", o => o.Privacy.RequireByPreset.TryGetValue(preset, out var require) ? require : null);

    private static IEnumerable<OptionRule> OfTenant(string name, IEnumerable<string> rows, IEnumerable<string> words, IEnumerable<string> patterns)
    {
        HybridAiTenantOptions? Find(HybridAiOptions options) => options.Privacy.Tenants.TryGetValue(name, out var tenant) ? tenant : null;

        var path = $"Privacy:Tenants:{name}";
        return Scope(path, Find, rows, words, patterns)
            .Concat(OfRequire($"{path}:Require", o => Find(o)?.Require))
            .Append(new($"{path}:AllowList", "write a list of values", _ => true, o => null))
            .Append(new($"{path}:Preset", Presets, IsPreset, o => Find(o)?.Preset));
    }

    private static IEnumerable<OptionRule> Scope(
        string path, Func<HybridAiOptions, HybridAiPrivacyScope?> find, IEnumerable<string> rows, IEnumerable<string> words, IEnumerable<string> patterns)
    {
        foreach (var subject in rows)
        {
            HybridAiTableRowOptions? Row(HybridAiOptions o) => find(o)?.Table.TryGetValue(subject, out var row) == true ? row : null;
            yield return Enumeration<Treatment>($"{path}:Table:{subject}:Private", o => Row(o)?.Private?.ToString());
            yield return Enumeration<Treatment>($"{path}:Table:{subject}:Cloud", o => Row(o)?.Cloud?.ToString());
            yield return Share($"{path}:Table:{subject}:Threshold", o => Row(o)?.Threshold);
        }

        foreach (var number in words)
        {
            HybridAiWordOptions? Word(HybridAiOptions o) => At(find(o)?.DenyList, number);
            yield return Text($"{path}:DenyList:{number}:Text", o => Word(o) is { } w ? w.Text ?? "" : null);
            yield return EntityType($"{path}:DenyList:{number}:Type", o => Word(o) is { } w ? w.Type ?? "" : null);
        }

        foreach (var number in patterns)
        {
            HybridAiPatternOptions? Pattern(HybridAiOptions o) => At(find(o)?.Patterns, number);
            yield return EntityType($"{path}:Patterns:{number}:Type", o => Pattern(o) is { } p ? p.Type ?? "" : null);
            yield return new($"{path}:Patterns:{number}:Pattern", "write a regular expression without look-around and back references", IsPattern,
                o => Pattern(o) is { } p ? p.Pattern ?? "" : null);
            yield return Share($"{path}:Patterns:{number}:Score", o => Pattern(o)?.Score);
            yield return Text($"{path}:Patterns:{number}:Kind", o => Pattern(o)?.Kind);
        }
    }

    private static IEnumerable<OptionRule> OfRequire(string path, Func<HybridAiOptions, HybridAiRequireOptions?> find) =>
    [
        new($"{path}:Regions", "write a list of regions", s => s.Length > 0, o => null),
        new($"{path}:MaxRetention", "write days.hours:minutes:seconds, not negative",
            s => TimeSpan.TryParse(s, _invariant, out var t) && t >= TimeSpan.Zero, o => find(o)?.MaxRetention?.ToString()),
        Boolean($"{path}:NoTraining", o => find(o)?.NoTraining),
        new($"{path}:Agreements", "write a list of names", s => s.Length > 0, o => null),
    ];

    private static T? At<T>(IList<T>? list, string number)
        where T : class =>
        int.TryParse(number, NumberStyles.None, _invariant, out var i) && i < list?.Count ? list[i] : null;

    private static IEnumerable<string> Keys(IConfiguration section, string name) => section.GetSection(name).GetChildren().Select(c => c.Key);

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(i => i.ToString(_invariant));

    private static string Presets => $"choose one of {string.Join(", ", PrivacyPolicy.Presets.Select(p => p.Preset))}, or several joined by '+'";

    // Lower case begins a statement class, and only its detectors find those.
    private static OptionRule EntityType(string path, Func<HybridAiOptions, string?> value) => new(
        path, "write an entity type: capitals, digits and '_'",
        s => s.Length is > 0 and <= 64 && s[0] is >= 'A' and <= 'Z' && s.All(c => c is >= 'A' and <= 'Z' or >= '0' and <= '9' or '_'), value);

    private static bool IsMediaType(string text) => text.Split('/') is [{ Length: > 0 }, { Length: > 0 }];

    private static bool IsPattern(string text)
    {
        try
        {
            return text.Length > 0 && new Regex(text, RegexOptions.NonBacktracking).Options != RegexOptions.None;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
