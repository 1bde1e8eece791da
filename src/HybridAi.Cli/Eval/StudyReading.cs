using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Cli.Eval;

/// <summary>Hidden states of routing rows, from a file and, what it lacks, from the built-in model.</summary>
internal sealed class StudyReading : IDisposable
{
    private readonly ProbedModel _model;
    private readonly StateFile _file;

    private StudyReading(ProbedModel model, StateFile file) => (_model, _file) = (model, file);

    public StudyStates States => new(row => _file.Find(_model.Reader.Cut(row.Prompt))!.Value, SmolLM2Model.Heads);

    public static async Task<StudyReading> OpenAsync(
        CliContext context, string states, IReadOnlyList<RoutingRow> rows, CancellationToken cancellationToken)
    {
        var readers = CpuBudget.Threads();
        var model = await ProbedModel.OpenAsync(context, null, readers, probeOnly: true, cancellationToken);
        var file = StateFile.Open(
            new FileStream(context.PathOf(states), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read),
            model.Probe.ModelFingerprint, model.Probe.Dimensions);
        using (var line = new ProgressLine(context, "states"))
        {
            await model.Reader.FillAsync(HeadTraining.Rows(rows), file, readers, line, cancellationToken);
        }

        return new(model, file);
    }

    public void Dispose()
    {
        _file.Dispose();
        _model.Dispose();
    }
}
