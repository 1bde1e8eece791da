using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Reads the hidden state at the last prompt token; what ran for it is reused by the answer.</summary>
internal sealed class PromptProbe(ModelHost host, PromptLayout layout, GenAIChatClientOptions options) : IPromptProbe
{
    // Rounded weights give other states: heads are for one precision.
    public string ModelFingerprint => host.Loaded?.Manifest is { } manifest
        ? $"{manifest.ModelFingerprint}-{(manifest.Precision == ImportPrecision.Exact ? "exact" : "int8")}" : "";

    public int Dimensions => host.Loaded?.Manifest?.HiddenSize ?? 0;

    public async ValueTask<PromptState?> ProbeAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? chatOptions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (host.Loaded is not { ProbeOutput: not null, IsBusy: false } model)
            return null;

        var wishes = AnswerWishes.Read(chatOptions, options);
        var fit = layout.Fit(model, TurnReader.Read(messages, chatOptions), wishes);
        var request = layout.ToRequest(model, fit, wishes);
        try
        {
            // Read without a grammar even if the answer will follow one: the state is the same, and a grammar costs a generator.
            var (state, cached) = await model.ProbeAsync(request with { Guidance = null }, cancellationToken).ConfigureAwait(false);
            return new(state, request.Prompt.Length, cached);
        }
        catch (LocalModelException e) when (e.Kind == LocalModelErrorKind.Busy)
        {
            return null;
        }
    }
}
