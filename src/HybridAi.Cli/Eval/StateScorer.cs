using HybridAi.Cli.Infrastructure;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Cli.Eval;

/// <summary>
/// Scores with the local model's hidden state. Alone: every prompt, the head for general need. As routing does (auto): tier 0 first, and the
/// state only near the threshold; without model or heads tier 0 alone, with a word on standard error.
/// </summary>
internal sealed class StateScorer(CliContext context, PromptClassifier classifier, bool auto, string? model, string? heads) : IDisposable
{
    private readonly Lock _gate = new();
    private Task<(ProbedModel Model, ProbeHeads Heads)?>? _opening;

    /// <summary>Prompts that are read at the same time, with a thread each: no thread waits for another.</summary>
    public int Readers { get; } = CpuBudget.Threads();

    public async ValueTask<double> ScoreAsync(string prompt, CancellationToken cancellationToken)
    {
        var lexical = auto ? classifier.Score(prompt) : 0;
        // What an application's own labels taught knows more than what prompts need in general.
        if (auto && (IsCertain(lexical) || classifier.Revision != PromptClassifier.Default.Revision))
        {
            return lexical;
        }

        if (await OpenAsync(cancellationToken) is not { } opened)
        {
            return lexical;
        }

        var state = await opened.Model.Reader.ReadAsync(prompt, cancellationToken);
        return auto ? opened.Heads.Score(state.Span, lexical) : opened.Heads.Score(ProbeHeads.Need, state.Span);
    }

    public void Dispose()
    {
        if (_opening is { IsCompletedSuccessfully: true, Result: { } opened })
        {
            opened.Model.Dispose();
        }
    }

    // As with the shipped policy. Its deadline and the state of the queue are not facts about a prompt.
    private static bool IsCertain(double lexical) =>
        Math.Abs(ProbeHeads.LogOdds(lexical) - ProbeHeads.LogOdds(HybridPolicy.DefaultThreshold)) > HiddenStatePolicy.DefaultMargin;

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
            probed = await ProbedModel.OpenAsync(context, model, Readers, probeOnly: true, cancellationToken);
            var found = heads is null ? SmolLM2Model.Heads : ProbeHeads.Read(await File.ReadAllBytesAsync(context.PathOf(heads), cancellationToken));
            return found.ModelFingerprint == probed.Probe.ModelFingerprint && found.Find(ProbeHeads.Need) is not null
                ? (probed, found)
                : throw new CliException(
                    "there are no heads for this model and precision. Train them with 'hybridai train --tier model' and name them with --heads.",
                    ExitCodes.NoTarget);
        }
        catch (Exception exception)
        {
            probed?.Dispose();
            if (!auto || exception is not (LocalModelException or CliException))
            {
                throw;
            }

            await context.Error.WriteLineAsync("scored by the prompt's text alone: " + exception.Message);
            return null;
        }
    }
}
