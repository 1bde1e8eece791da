using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Cli.Eval;

/// <summary>Hidden states of routing rows, from a file and, what it lacks, from the built-in model.</summary>
internal sealed class StudyReading : IDisposable
{
    private readonly ProbedModel _model;
    private StateFile? _file;

    private StudyReading(ProbedModel model) => _model = model;

    public StudyStates States => new(row => _file!.Find(_model.Reader.Cut(row.Prompt))!.Value, SmolLM2Model.Heads);

    public static async Task<StudyReading> OpenAsync(
        CliContext context, string states, IReadOnlyList<RoutingRow> rows, CancellationToken cancellationToken)
    {
        var readers = CpuBudget.Threads();
        var reading = new StudyReading(await ProbedModel.OpenAsync(context, null, readers, probeOnly: true, cancellationToken));
        try
        {
            reading._file = StateFile.Open(
                OutputFile.OpenKept(context, states),
                reading._model.Probe.ModelFingerprint, reading._model.Probe.Dimensions);
            using var line = new ProgressLine(context, "states");
            await reading._model.Reader.FillAsync(HeadTraining.Rows(rows), reading._file, readers, line, cancellationToken);
            return reading;
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _model.Dispose();
    }
}
