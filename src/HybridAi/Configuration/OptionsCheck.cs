using System.Globalization;
using HybridAi.Privacy;
using Microsoft.Extensions.Configuration;

namespace HybridAi;

/// <summary>Finds everything that is wrong with a configuration or an options object, each with its path and a remedy.</summary>
internal static class OptionsCheck
{
    /// <summary>Checks the text of a section before it is bound: wrong values and names that are no option.</summary>
    /// <param name="section">The section.</param>
    /// <param name="root">Its name in messages.</param>
    /// <param name="targetOptions">For each target whose package declares them, the names of that package's options.</param>
    /// <param name="valid">What can be bound, so that the rest is checked in the same round.</param>
    public static List<string> Section(
        IConfiguration section, string root, IReadOnlyDictionary<string, string[]> targetOptions, out IConfiguration valid)
    {
        var errors = new List<string>();
        var good = new Dictionary<string, string?>();
        var rules = OptionRule.General.ToDictionary(r => r.Path, StringComparer.OrdinalIgnoreCase);
        foreach (var target in section.GetSection("Targets").GetChildren())
        {
            foreach (var rule in OptionRule.OfTarget(target.Key))
            {
                rules[rule.Path] = rule;
            }
        }

        foreach (var rule in section.GetSection("Rules").GetChildren().SelectMany(r => OptionRule.OfRule(r.Key))
            .Concat(section.GetSection("Budgets").GetChildren().SelectMany(r => OptionRule.OfBudget(r.Key)))
            .Concat(section.GetSection("Prices:PerMillion").GetChildren().SelectMany(p => OptionRule.OfPrice(p.Key)))
            .Concat(OptionRule.OfPrivacy(section.GetSection("Privacy"))))
        {
            rules[rule.Path] = rule;
        }

        var prefix = section is IConfigurationSection { Path: var path } ? path : "";
        foreach (var leaf in Leaves(section))
        {
            var below = leaf.Path[(prefix.Length == 0 ? 0 : prefix.Length + 1)..];
            if (rules.TryGetValue(below, out var rule) || rules.TryGetValue(ListOf(below), out rule))
            {
                if (rule.IsValid(leaf.Value ?? ""))
                {
                    good[below] = leaf.Value;
                }
                else
                {
                    errors.Add($"{root}:{below} is '{Shown(leaf.Value)}': {rule.Remedy}.");
                }
            }
            else if (!below.StartsWith("Targets:", StringComparison.OrdinalIgnoreCase))
            {
                errors.Add($"{root}:{below} is not an option: {Nearest(below, rules.Keys.Where(k => !k.StartsWith("Targets:", StringComparison.OrdinalIgnoreCase)))}.");
            }
            else if (below.Split(':') is not [_, var target, var name, ..] || !targetOptions.TryGetValue(target, out var names))
            {
                good[below] = leaf.Value;
            }
            else if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var known = OptionRule.OfTarget(target).Select(r => r.Path).Concat(names.Select(n => $"Targets:{target}:{n}"));
                errors.Add($"{root}:{below} is not an option: {Nearest(below, known)}.");
            }
        }

        valid = errors.Count == 0 ? section : new ConfigurationBuilder().AddInMemoryCollection(good).Build();
        return errors;
    }

    /// <summary>Checks an options object, however it was made, and what its names refer to.</summary>
    public static List<string> Options(
        HybridAiOptions options, string root, IReadOnlyCollection<string> targets, IReadOnlyCollection<string> strategies)
    {
        var errors = new List<string>();
        foreach (var rule in OptionRule.General
            .Concat(options.Targets.Keys.SelectMany(OptionRule.OfTarget))
            .Concat(OptionRule.OfPrivacy(options.Privacy))
            .Concat(options.Prices.PerMillion.Keys.SelectMany(OptionRule.OfPrice))
            .Concat(options.Budgets.SelectMany((_, i) => OptionRule.OfBudget(i.ToString(CultureInfo.InvariantCulture))))
            .Concat(options.Rules.SelectMany((_, i) => OptionRule.OfRule(i.ToString(CultureInfo.InvariantCulture)))))
        {
            if (rule.Values(options) is { } value && !rule.IsValid(value))
            {
                errors.Add($"{root}:{rule.Path} is '{Shown(value)}': {rule.Remedy}.");
            }
        }

        if (!strategies.Contains(options.Strategy))
        {
            errors.Add($"{root}:Strategy is '{Shown(options.Strategy)}': choose one of {string.Join(", ", strategies)}.");
        }

        if (options.FrontierThreshold < options.Threshold) // never when one of the two is not set
        {
            errors.Add($"{root}:FrontierThreshold ({options.FrontierThreshold}) is below {root}:Threshold ({options.Threshold}): raise the first or lower the second.");
        }

        if (options.Timeouts.FirstToken > options.Timeouts.Total)
        {
            errors.Add($"{root}:Timeouts:FirstToken ({options.Timeouts.FirstToken}) is above {root}:Timeouts:Total ({options.Timeouts.Total}): lower the first or raise the second.");
        }

        foreach (var name in options.Targets.Keys.Where(n => !targets.Contains(n, StringComparer.OrdinalIgnoreCase)))
        {
            errors.Add($"{root}:Targets:{name} names no target: add it with the call of its package, or remove the section. Targets are {(targets.Count == 0 ? "none" : string.Join(", ", targets))}.");
        }

        foreach (var name in options.Off.Where(n => !targets.Contains(n) && !Enum.GetNames<Location>().Contains(n, StringComparer.OrdinalIgnoreCase)))
        {
            errors.Add($"{root}:Off holds '{Shown(name)}': choose names of targets or {string.Join(", ", Enum.GetNames<Location>())}.");
        }

        errors.AddRange(options.Prices.PerMillion.Where(p => p.Value is null or { Input: null } or { Output: null })
            .Select(p => $"{root}:Prices:PerMillion:{p.Key} has only one of Input and Output, or none: set both."));
        errors.AddRange(Privacy(options.Privacy, $"{root}:Privacy"));
        for (var i = 0; i < options.Rules.Count; i++)
        {
            errors.AddRange(Rule(options.Rules[i], $"{root}:Rules:{i}", targets));
        }

        for (var i = 0; i < options.Budgets.Count; i++)
        {
            errors.AddRange(Budget(options.Budgets, i, $"{root}:Budgets:{i}"));
        }

        return errors;
    }

    private static IEnumerable<string> Privacy(HybridAiPrivacyOptions privacy, string path)
    {
        foreach (var type in privacy.MediaTypesMayLeave.Where(t => t.Split('/') is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            yield return $"{path}:MediaTypesMayLeave holds '{Shown(type)}': write media types, for example image/png or image/*.";
        }

        foreach (var preset in privacy.RequireByPreset.Keys.Where(k => !PrivacyPolicy.Presets.Any(p => p.Preset == k)))
        {
            yield return $"{path}:RequireByPreset:{Shown(preset)} names no preset: choose one of {string.Join(", ", PrivacyPolicy.Presets.Select(p => p.Preset))}.";
        }

        foreach (var (where, scope) in privacy.Tenants.Select(t => ($"{path}:Tenants:{t.Key}", (HybridAiPrivacyScope)t.Value)).Prepend((path, privacy)))
        {
            foreach (var (subject, row) in scope.Table)
            {
                if (subject.Length == 0 || subject.Any(char.IsWhiteSpace))
                {
                    yield return $"{where}:Table:{Shown(subject)} names nothing: write an entity type, TYPE/kind, a statement class, '*' or '~'.";
                }
                else if (char.IsAsciiLetterLower(subject[0]) && !StatementClasses.All.Contains(subject))
                {
                    yield return $"{where}:Table:{Shown(subject)} is no statement class: choose one of {string.Join(", ", StatementClasses.All)}.";
                }
                else if (row is { Private: null, Cloud: null, Threshold: null })
                {
                    yield return $"{where}:Table:{Shown(subject)} changes nothing: set Private, Cloud or Threshold, or remove it.";
                }
            }
        }
    }

    private static IEnumerable<string> Budget(IList<HybridAiBudgetOptions> budgets, int at, string path)
    {
        if (budgets[at].Name is not { Length: > 0 } name)
        {
            yield return $"{path}:Name is missing: give the budget a name.";
        }
        else if (budgets.Take(at).Any(b => b.Name == name))
        {
            yield return $"{path}:Name is '{Shown(name)}', which an earlier budget has: choose another one.";
        }

        if (budgets[at] is { Money: null, Tokens: null, Calls: null })
        {
            yield return $"{path} limits nothing: set Money, Tokens or Calls, or remove it.";
        }

        if (budgets[at] is { Scope: BudgetScope.Everyone, For: not null })
        {
            yield return $"{path}:For needs a Scope: set it to Tenant, Tag or User.";
        }
    }

    private static IEnumerable<string> Rule(HybridAiRuleOptions rule, string path, IReadOnlyCollection<string> targets)
    {
        if (rule.Target is { } target && !targets.Contains(target))
        {
            yield return $"{path}:Target is '{Shown(target)}': choose one of {string.Join(", ", targets)}.";
        }

        if ((rule.From is null) != (rule.To is null))
        {
            yield return $"{path} has only one of From and To: set both or none.";
        }

        if (rule.From is { Length: > 0 } from && rule.To is { Length: > 0 } to && TimeOnly.TryParse(from, CultureInfo.InvariantCulture, out var start)
            && TimeOnly.TryParse(to, CultureInfo.InvariantCulture, out var end) && start == end)
        {
            yield return $"{path} never matches: From and To are the same time. Choose another one, or remove both for the whole day.";
        }

        if (rule is { Mode: null, Threshold: null, Target: null })
        {
            yield return $"{path} changes nothing: set Mode, Threshold or Target, or remove it.";
        }
    }

    // An element of a list belongs to the option that is the list.
    private static string ListOf(string path) => path.LastIndexOf(':') is > 0 and var at && int.TryParse(path.AsSpan(at + 1), out _) ? path[..at] : path;

    private static IEnumerable<IConfigurationSection> Leaves(IConfiguration section) =>
        section.GetChildren().SelectMany(c => c.GetChildren().Any() ? Leaves(c) : [c]);

    // A value in the wrong place may be a key.
    private static string Shown(string? value) => value is null ? "" : value.Length <= 32 ? value : $"{value.AsSpan(0, 4)}...";

    private static string Nearest(string path, IEnumerable<string> known)
    {
        var nearest = known.MinBy(k => Distance(k, path));
        return nearest is not null && Distance(nearest, path) <= 3 ? $"did you mean {nearest}" : "remove it";
    }

    // Levenshtein's distance, two rows.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + same));
            }
        }

        return row[^1];
    }
}
