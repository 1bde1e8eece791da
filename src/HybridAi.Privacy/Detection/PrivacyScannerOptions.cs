using System.Text.RegularExpressions;

namespace HybridAi.Privacy;

/// <summary>What a <see cref="PrivacyScanner"/> looks for beside its built-in detectors. Copied when the scanner is made; one scanner per tenant where these differ.</summary>
public sealed class PrivacyScannerOptions
{
    /// <summary>Longest text that is scanned, in UTF-16 code units; a longer one gives an incomplete result. Default 16,777,216.</summary>
    public int MaxLength { get; set; } = 16 * 1024 * 1024;

    /// <summary>Whether names, places, organisations, addresses, ages and nationalities are looked for. Default true.</summary>
    public bool DetectNames { get; set; } = true;

    /// <summary>Whether statements (health, beliefs, confidential business content …) are looked for. Default true.</summary>
    public bool DetectStatements { get; set; } = true;

    /// <summary>Words and phrases that are always found, whole words, ignoring case: text → entity type.</summary>
    public IDictionary<string, string> DenyList { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Values that are never findings, compared as a whole, ignoring case: product codes, public addresses.</summary>
    public ISet<string> AllowList { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Own patterns. Each must have been built with <see cref="RegexOptions.NonBacktracking"/>, so that hostile text cannot stall a scan.</summary>
    public IList<CustomPattern> Patterns { get; } = [];

    /// <summary>Lowest score per entity type that is reported, where it differs from the one a scan is called with.</summary>
    public IDictionary<string, double> Thresholds { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Further recognisers, run by <see cref="PrivacyScanner.ScanAsync"/> only.</summary>
    public IList<IEntityRecognizer> Recognizers { get; } = [];

    /// <summary>How long all recognisers together may take before a scan counts as incomplete. Default 2 seconds.</summary>
    public TimeSpan RecognizerTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock the timeout is measured by. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}

/// <summary>A pattern of the user's own.</summary>
/// <param name="Type">Entity type of what it matches.</param>
/// <param name="Pattern">The expression, built with <see cref="RegexOptions.NonBacktracking"/>.</param>
/// <param name="Score">Score of a match, 0 to 1.</param>
/// <param name="Kind">Finer name or null.</param>
public sealed record CustomPattern(string Type, Regex Pattern, double Score = 0.8, string? Kind = null);
