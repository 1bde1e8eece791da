using System.Text.RegularExpressions;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Turns the checked options of privacy into what requests see.</summary>
internal static class PrivacyMap
{
    public static PrivacyPolicy ToPrivacy(HybridAiPrivacyOptions options) => Table(PrivacyPolicy.FromPreset(options.Preset), options.Table);

    public static TargetRequirements? ToRequire(HybridAiPrivacyOptions options) =>
        TargetRequirements.Both(ToRequire(options.Require), OfPresets(options, options.Preset));

    public static IReadOnlyDictionary<string, TenantPrivacy> ToTenants(HybridAiPrivacyOptions all, Func<PrivacyScannerOptions>? scanner) =>
        all.Tenants.ToDictionary(t => t.Key, t => new TenantPrivacy
        {
            // A preset of its own comes without the table of the others.
            Privacy = t.Value.Preset is { } preset ? Table(PrivacyPolicy.FromPreset(preset), t.Value.Table)
                : t.Value.Table.Count > 0 ? Table(ToPrivacy(all), t.Value.Table) : null,
            Require = TargetRequirements.Both(
                ToRequire(t.Value.Require) ?? ToRequire(all.Require), OfPresets(all, t.Value.Preset ?? all.Preset)),
            Scanner = HasWords(t.Value) ? ToScanner(all, t.Value, scanner) : null,
        }, StringComparer.Ordinal);

    /// <summary>A scanner with the words of all and of one tenant; <see langword="null"/> when there are none.</summary>
    public static PrivacyScanner? ToScanner(HybridAiPrivacyOptions all, HybridAiTenantOptions? tenant, Func<PrivacyScannerOptions>? scanner)
    {
        if (!HasWords(all) && tenant is null)
        {
            return null;
        }

        var options = scanner?.Invoke() ?? new();
        foreach (var scope in tenant is null ? [all] : new HybridAiPrivacyScope[] { all, tenant })
        {
            foreach (var word in scope.DenyList)
            {
                options.DenyList[word.Text!] = word.Type!;
            }

            options.AllowList.UnionWith(scope.AllowList);
            foreach (var pattern in scope.Patterns)
            {
                options.Patterns.Add(new(pattern.Type!, new Regex(pattern.Pattern!, RegexOptions.NonBacktracking), pattern.Score, pattern.Kind));
            }
        }

        return new(options);
    }

    public static bool HasWords(HybridAiPrivacyScope scope) => scope.DenyList.Count + scope.AllowList.Count + scope.Patterns.Count > 0;

    /// <summary>All that is not in the table's own revision.</summary>
    public static string Fingerprint(HybridPolicy policy)
    {
        var tenants = policy.Tenants.OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => $"{t.Key}:{t.Value.Privacy?.RevisionId}:{t.Value.Require}:{t.Value.Scanner?.RevisionId}");
        return $"{policy.Require}|{policy.Scanner?.RevisionId}|{policy.PinnedButHard}|{string.Join(',', policy.MediaTypesMayLeave)}"
            + $"|{string.Join(',', policy.DeviceTools)}|{policy.MaskNote}|{policy.Vaults}|{string.Join(';', tenants)}";
    }

    private static PrivacyPolicy Table(PrivacyPolicy preset, IDictionary<string, HybridAiTableRowOptions> rows)
    {
        if (rows.Count == 0)
        {
            return preset;
        }

        var own = rows.Select(r =>
        {
            var path = r.Key.Split('/', 2);
            var was = preset.Rules.FirstOrDefault(p => p.Subject == r.Key) ?? preset.RuleFor(path[0], path.ElementAtOrDefault(1));
            return was with
            {
                Subject = r.Key,
                Private = r.Value.Private ?? was.Private,
                Cloud = r.Value.Cloud ?? was.Cloud,
                Threshold = r.Value.Threshold ?? was.Threshold,
            };
        }).ToArray();
        return new(
            preset.Preset, preset.Posture, preset.Rules.Where(r => !rows.ContainsKey(r.Subject)).Concat(own),
            own.Select(r => r.Threshold).Append(preset.DetectionThreshold).Min());
    }

    private static TargetRequirements? OfPresets(HybridAiPrivacyOptions options, string presets) =>
        presets.Split('+', StringSplitOptions.TrimEntries)
            .Select(p => options.RequireByPreset.TryGetValue(p, out var require) ? ToRequire(require) : null)
            .Aggregate((TargetRequirements?)null, TargetRequirements.Both);

    private static TargetRequirements? ToRequire(HybridAiRequireOptions options) =>
        options is { Regions.Count: 0, MaxRetention: null, NoTraining: false, Agreements.Count: 0 } ? null : new()
        {
            Regions = [.. options.Regions],
            MaxRetention = options.MaxRetention,
            NoTraining = options.NoTraining,
            Agreements = [.. options.Agreements],
        };
}
