using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Eval;

/// <summary>A local model opened for reading hidden states alone: of a GGUF file only the layers up to the state are prepared.</summary>
internal sealed class ProbedModel : IDisposable
{
    private readonly GenAIChatClient _client;

    private ProbedModel(GenAIChatClient client) => _client = client;

    /// <summary>Reads.</summary>
    public required IPromptProbe Probe { get; init; }

    /// <summary>Counts the model's tokens.</summary>
    public required ITokenCounter Counter { get; init; }

    /// <summary>Reads with the cut of training.</summary>
    public required StateReader Reader { get; init; }

    /// <summary>Opens a model.</summary>
    /// <param name="context">The process.</param>
    /// <param name="model">A GGUF file or a model folder; <see langword="null"/> for the built-in model.</param>
    /// <param name="readers">Reads at the same time. Several have a thread each; a single one has all.</param>
    /// <param name="probeOnly">Whether only the layers up to the state are prepared; a folder is taken as it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalModelException">It cannot be made ready.</exception>
    /// <exception cref="CliException">It has no hidden state to read.</exception>
    public static async Task<ProbedModel> OpenAsync(
        CliContext context, string? model, int readers, bool probeOnly, CancellationToken cancellationToken)
    {
        var cache = Models.StoreVerbs.StoreOf(context).Root;
        var opened = model is null ? SmolLM2Model.Default : new OnnxModel { Path = context.PathOf(model) };
        var client = (opened with { CacheFolder = cache, ProbeOnly = probeOnly }).CreateClient(new()
        {
            MaxConcurrency = readers, MaxSessions = readers, Threads = readers > 1 ? 1 : null,
        });
        try
        {
            var availability = client.GetRequiredService<IModelAvailability>();
            using (new PreparationNotice(context, availability))
            {
                await availability.PrepareAsync(cancellationToken);
            }

            var probe = client.GetService<IPromptProbe>() is { ModelFingerprint.Length: > 0 } found ? found : throw new CliException(
                "this model has no hidden state to read: only a GGUF file, or a folder imported from one, has.", ExitCodes.NoTarget);
            var counter = client.GetRequiredService<ITokenCounter>();
            return new ProbedModel(client) { Probe = probe, Counter = counter, Reader = new(probe, counter) };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose() => _client.Dispose();
}
