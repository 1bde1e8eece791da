using HybridAi.Cli.Infrastructure;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Cli.Eval;

/// <summary>
/// Scores with the local model's hidden state. Alone: every prompt, the head for general need. As routing does (auto): with the calibration of the
/// application, else with the one that came with the built-in model; tier 0 first, and the state only near the threshold (always with a calibration
/// that holds heads and no threshold); without model or heads tier 0
/// alone, with a word on standard error.
/// </summary>
internal sealed class StateScorer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CliContext _context;
    private readonly bool _auto;
    private readonly string? _model;
    private readonly string? _heads;
    private readonly RoutingCalibration? _calibration;
    private readonly PromptClassifier _classifier;
    private Task<(ProbedModel Model, ProbeHeads Heads)?>? _opening;

    public StateScorer(CliContext context, RoutingCalibration? own, bool auto, string? model, string? heads)
    {
        (_context, _auto, _model, _heads) = (context, auto, model, heads);
        var learned = own is { Adjustment: not null } or { Heads: not null };
        // A file that has learned nothing leaves the package's in force, but for the threshold.
        _calibration = learned || model is not null || heads is not null || !auto ? own
            : SmolLM2Model.Calibration with { Threshold = own?.Threshold ?? SmolLM2Model.Calibration.Threshold };
        _classifier = _calibration?.Apply(PromptClassifier.Default) ?? PromptClassifier.Default;
    }

    /// <summary>Prompts that are read at the same time, with a thread each: no thread waits for another.</summary>
    public int Readers { get; } = CpuBudget.Threads();

    public async ValueTask<double> ScoreAsync(string prompt, CancellationToken cancellationToken)
    {
        var lexical = _auto ? _classifier.Score(prompt) : 0;
        // What an application's own labels taught knows more than what prompts need in general.
        if (_auto && (IsCertain(lexical) || _calibration is { Adjustment: not null, Heads: null }))
        {
            return lexical;
        }

        if (await OpenAsync(cancellationToken) is not { } opened)
        {
            return lexical;
        }

        var state = await opened.Model.Reader.ReadAsync(prompt, cancellationToken);
        return _auto ? opened.Heads.Score(state.Span, lexical) : opened.Heads.Score(ProbeHeads.Need, state.Span);
    }

    public void Dispose()
    {
        if (_opening is { IsCompletedSuccessfully: true, Result: { } opened })
        {
            opened.Model.Dispose();
        }
    }

    // As with the shipped policy. Its deadline and the state of the queue are not facts about a prompt.
    private bool IsCertain(double lexical) => _calibration is not { Heads: not null, Threshold: null }
        && Math.Abs(ProbeHeads.LogOdds(lexical) - ProbeHeads.LogOdds(_calibration?.Threshold ?? HybridPolicy.DefaultThreshold)) > HiddenStatePolicy.DefaultMargin;

    private Task<(ProbedModel Model, ProbeHeads Heads)?> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _opening ??= TryOpenAsync(cancellationToken);
        }
    }

    private async Task<(ProbedModel Model, ProbeHeads Heads)?> TryOpenAsync(CancellationToken cancellationToken)
    {
        ProbedModel? probed = null;
        try
        {
            probed = await ProbedModel.OpenAsync(_context, _model, Readers, probeOnly: true, cancellationToken);
            var found = _heads is not null ? ProbeHeads.Read(InputFile.ReadAll(_context, _heads))
                : _auto && _calibration?.Heads is { } own ? own : SmolLM2Model.Heads;
            return found.ModelFingerprint == probed.Probe.ModelFingerprint && (_auto || found.Find(ProbeHeads.Need) is not null)
                ? (probed, found)
                : throw new CliException(ReferenceEquals(found, _calibration?.Heads)
                    ? "the calibration was made for another local model. Calibrate again, or name that model with --model."
                    : "there are no heads for this model and precision. Train them with 'hybridai train --tier model' and name them with --heads.",
                    ExitCodes.NoTarget);
        }
        catch (Exception exception)
        {
            probed?.Dispose();
            if (!_auto || exception is not (LocalModelException or CliException))
            {
                throw;
            }

            await _context.Error.WriteLineAsync("scored by the prompt's text alone: " + exception.Message);
            return null;
        }
    }
}
