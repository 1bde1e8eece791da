using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Cli.Eval;

/// <summary>Reads the hidden states of labelled prompts from the local model, with a bar on standard error.</summary>
internal sealed class LabelReading : IDisposable
{
    private readonly CliContext _context;
    private readonly ProbedModel _model;
    private readonly int _readers;

    private LabelReading(CliContext context, ProbedModel model, int readers) => (_context, _model, _readers) = (context, model, readers);

    public string ModelFingerprint => _model.Probe.ModelFingerprint;

    /// <summary>Opens the model, or says why the text alone has to do.</summary>
    /// <param name="context">The process.</param>
    /// <param name="model">A GGUF file or a model folder; <see langword="null"/> for the built-in model.</param>
    /// <param name="isOptional">Whether the text alone will do when it cannot be opened.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<LabelReading?> TryOpenAsync(CliContext context, string? model, bool isOptional, CancellationToken cancellationToken)
    {
        var readers = CpuBudget.Threads();
        try
        {
#pragma warning disable CA2000 // What is returned owns it.
            return new(context, await ProbedModel.OpenAsync(context, model, readers, probeOnly: true, cancellationToken), readers);
#pragma warning restore CA2000
        }
        catch (Exception exception) when (isOptional && exception is (LocalModelException or CliException))
        {
            await context.Error.WriteLineAsync("learned from the prompts' text alone: " + exception.Message);
            return null;
        }
    }

    public async Task<LabelStates> ReadAsync(IReadOnlyList<LabelledPrompt> labels, CancellationToken cancellationToken) =>
        new(ModelFingerprint, await ReadAsync([.. labels.Select(l => l.Prompt)], "states of labels", cancellationToken), SmolLM2Model.Heads);

    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> ReadAsync(IReadOnlyList<string> prompts, string what, CancellationToken cancellationToken)
    {
        using var file = StateFile.Open(new MemoryStream(), ModelFingerprint, _model.Probe.Dimensions);
        using (var line = new ProgressLine(_context, what))
        {
            await _model.Reader.FillAsync([.. prompts.Select(p => new RoutingRow { Id = "", Prompt = p })], file, _readers, line, cancellationToken);
        }

        return [.. prompts.Select(p => file.Find(_model.Reader.Cut(p))!.Value)];
    }

    public void Dispose() => _model.Dispose();
}
