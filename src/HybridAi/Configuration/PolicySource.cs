using HybridAi.Privacy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HybridAi;

/// <summary>The options and the policy in force. A changed configuration is checked as a whole; if it is wrong the last good one stays.</summary>
internal sealed class PolicySource : IDisposable
{
    public const string Root = "HybridAi";

    private readonly IConfiguration? _section;
    private readonly Action<HybridAiOptions>[] _configure;
    private readonly Func<HybridPolicy, HybridPolicy>[] _changes;
    private readonly string[] _targets;
    private readonly string[] _strategies;
    private readonly Dictionary<string, string[]> _targetOptions;
    private readonly ILogger _logger;
    private readonly Func<PrivacyScannerOptions>? _scanner;
    private readonly RoutingCalibration? _shipped;
    private readonly IDisposable? _watch;
    private Snapshot _current;

    /// <exception cref="OptionsValidationException">The configuration is wrong; holds every error.</exception>
    public PolicySource(
        IConfiguration? section,
        IEnumerable<Action<HybridAiOptions>> configure,
        IEnumerable<Func<HybridPolicy, HybridPolicy>> changes,
        IEnumerable<string> targets,
        IEnumerable<string> strategies,
        ILogger<HybridChatClient> logger,
        IEnumerable<string>? more = null,
        Func<PrivacyScannerOptions>? scanner = null,
        IEnumerable<TargetOptionNames>? targetOptions = null,
        IEnumerable<RoutingCalibration>? shipped = null)
    {
        _scanner = scanner;
        _shipped = shipped?.LastOrDefault(c => c.StaleReason(PromptClassifier.Default, c.ModelFingerprint) is null);
        _targetOptions = (targetOptions ?? []).DistinctBy(o => o.Target, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(o => o.Target, o => o.Names, StringComparer.OrdinalIgnoreCase);
        _section = section;
        _configure = [.. configure];
        _changes = [.. changes];
        _targets = [.. targets];
        _strategies = [.. strategies];
        _logger = logger;
        var first = Read(out var errors);
        errors.AddRange(more ?? []);
        _current = first is not null && errors.Count == 0
            ? first
            : throw new OptionsValidationException(Root, typeof(HybridAiOptions), errors);
        if (section is not null)
        {
            _watch = ChangeToken.OnChange(section.GetReloadToken, Reload);
        }
    }

    /// <summary>Is told of every reload that changes the policy, or would: what became of it, the revision before and the new one.</summary>
    public Action<string, string, string>? Watch { get; set; }

    public HybridAiOptions Options => Volatile.Read(ref _current).Options;

    public HybridPolicy Policy => Volatile.Read(ref _current).Policy;

    /// <summary>The policy without its calibration: for a local model that the calibration was not made for.</summary>
    public HybridPolicy Uncalibrated => Volatile.Read(ref _current).Uncalibrated;

    /// <summary>The policy with the calibration that came with a model's package; the same as <see cref="Policy"/> unless the application has its own.</summary>
    public HybridPolicy? Shipped => Volatile.Read(ref _current).Shipped;

    public void Dispose() => _watch?.Dispose();

    private void Reload()
    {
        var last = Volatile.Read(ref _current);
        if (Read(out var errors) is not { } next)
        {
            Log.ReloadRefused(_logger, string.Join(" ", errors));
        }
        else if ((Loosening.Of(next.Policy, last.Policy) || Loosening.OfWords(next.Options.Privacy, last.Options.Privacy)) is var looser && looser && !last.Options.Privacy.AllowLoosening)
        {
            Log.LooseningRefused(_logger, last.Policy.Privacy.Preset, next.Policy.Privacy.Preset);
            Watch?.Invoke("refused", last.Policy.Revision, next.Policy.Revision);
        }
        else if (next.Policy.Revision != last.Policy.Revision)
        {
            Volatile.Write(ref _current, next);
            Log.Reloaded(_logger, last.Policy.Revision, next.Policy.Revision);
            Watch?.Invoke(looser ? "loosened" : "changed", last.Policy.Revision, next.Policy.Revision);
        }
    }

    private Snapshot? Read(out List<string> errors)
    {
        var options = new HybridAiOptions();
        errors = [];
        if (_section is not null)
        {
            errors = OptionsCheck.Section(_section, Root, _targetOptions, out var valid);

            // The generated binder takes this call only in this form.
            valid.Bind(options);
        }

        Array.ForEach(_configure, c => c(options));
        errors.AddRange(OptionsCheck.Options(options, Root, _targets, _strategies));
        if (_scanner is null && options.Privacy.Tenants.Values.Cast<HybridAiPrivacyScope>().Append(options.Privacy).Any(PrivacyMap.HasWords))
        {
            errors.Add($"{Root}:Privacy has DenyList, AllowList or Patterns, but the application brings a PrivacyScanner of its own: put them there, or do not register it.");
        }

        var calibration = errors.Count == 0 && options.Calibration is { } file ? CalibrationFile.Read(file, $"{Root}:Calibration", errors) : null;
        if (errors.Count > 0)
        {
            return null;
        }

        var mapped = PolicyMap.ToPolicy(options, _scanner);
        foreach (var (dead, by) in PolicyMap.DeadRules(mapped))
        {
            Log.DeadRule(_logger, dead.Name, by.Name);
        }

        var uncalibrated = Finished(mapped);
        if (calibration?.StaleReason(PromptClassifier.Default, calibration.ModelFingerprint) is { } stale)
        {
            Log.CalibrationStale(_logger, stale);
            calibration = null;
        }

        // A file that has learned nothing leaves the package's in force, but for the threshold.
        var isOwn = calibration is { Adjustment: not null } or { Heads: not null };
        var threshold = (isOwn ? null : calibration?.Threshold) ?? options.Threshold ?? _shipped?.Threshold ?? mapped.Threshold;
        var shipped = _shipped is null ? null : Finished(mapped with { Calibration = _shipped, Threshold = threshold });
        var policy = calibration is null || (!isOwn && shipped is not null) ? shipped ?? uncalibrated : Finished(CalibrationFile.Use(calibration, mapped));
        return new(options, policy, shipped, uncalibrated);
    }

    private HybridPolicy Finished(HybridPolicy mapped)
    {
        var policy = _changes.Aggregate(mapped, (p, change) => change(p));
        return policy with { Revision = PolicyMap.Revision(policy) };
    }

    private sealed record Snapshot(HybridAiOptions Options, HybridPolicy Policy, HybridPolicy? Shipped, HybridPolicy Uncalibrated);
}
