using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HybridAi.Privacy.Detectors.Names;

namespace HybridAi.Privacy.Detection;

/// <summary>The options of a scanner, checked and frozen.</summary>
internal sealed class ScannerSettings
{
    private readonly FrozenSet<string> _allow;
    private readonly FrozenDictionary<string, double> _thresholds;
    private readonly string _description;

    public ScannerSettings(PrivacyScannerOptions options, Gazetteer names)
    {
        foreach (CustomPattern pattern in options.Patterns)
        {
            if (!pattern.Pattern.Options.HasFlag(RegexOptions.NonBacktracking))
            {
                throw new ArgumentException($"Build the pattern for '{pattern.Type}' with RegexOptions.NonBacktracking.", nameof(options));
            }
        }

        if (options.Thresholds.Values.Any(t => t is not (>= 0 and <= 1)))
        {
            throw new ArgumentException("Every threshold must lie between 0 and 1.", nameof(options));
        }

        Names = options.DetectNames ? names : null;
        Statements = options.DetectStatements;
        Custom = options.Patterns.Count > 0 || options.DenyList.Count > 0 ? new CustomDetector(options) : null;
        _allow = options.AllowList.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _thresholds = options.Thresholds.ToFrozenDictionary(StringComparer.Ordinal);
        _description = string.Join('\n', options.Patterns.Select(p => FormattableString.Invariant($"{p.Type}/{p.Kind} {p.Score:R} {p.Pattern}"))
            .Concat(options.DenyList.Select(d => $"{d.Value}={d.Key}")).Order(StringComparer.Ordinal)
            .Concat(_allow.Order(StringComparer.Ordinal))
            .Concat(_thresholds.Select(t => FormattableString.Invariant($"{t.Key} {t.Value:R}")).Order(StringComparer.Ordinal))
            .Append($"{options.DetectNames} {options.DetectStatements} {options.MaxLength}"));
        LowestThreshold = _thresholds.Count == 0 ? 1 : _thresholds.Values.Min();
    }

    /// <summary>A hash of all that was set.</summary>
    public string Fingerprint(IEnumerable<string> recognizers) => Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{_description}\n{string.Join(',', recognizers)}")), 0, 6).ToLowerInvariant();

    public Gazetteer? Names { get; }

    public bool Statements { get; }

    public CustomDetector? Custom { get; }

    public double LowestThreshold { get; }

    /// <summary>Whether a finding is reported at all.</summary>
    public bool Keeps(in Finding finding, ReadOnlySpan<char> value, double min) =>
        finding.Score >= _thresholds.GetValueOrDefault(finding.Type, min) && (_allow.Count == 0 || !_allow.Contains(value.ToString()));
}

/// <summary>The user's own patterns and words.</summary>
internal sealed class CustomDetector(PrivacyScannerOptions options)
{
    private readonly CustomPattern[] _patterns = [.. options.Patterns];
    private readonly KeyValuePair<string, string>[] _deny = [.. options.DenyList.Where(d => d.Key.Length > 0)];

    public void Find(ReadOnlySpan<char> text, double min, ref FindingBuffer found)
    {
        foreach (CustomPattern custom in _patterns)
        {
            foreach (ValueMatch match in custom.Pattern.EnumerateMatches(text))
            {
                if (match.Length > 0 && custom.Score >= min)
                {
                    found.Add(custom.Type, custom.Kind, match.Index, match.Length, custom.Score);
                }
            }
        }

        foreach ((string word, string type) in _deny)
        {
            for (int at = 0; text[at..].IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and int hop;)
            {
                int start = at + hop, end = start + word.Length;
                if ((start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                {
                    found.Add(type, "deny-list", start, word.Length, 1);
                }

                at = end;
            }
        }
    }
}
