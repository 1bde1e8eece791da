namespace HybridAi.Evaluation;

/// <summary>A prompt of an app and how much the strong model is needed for it.</summary>
/// <param name="Prompt">The text.</param>
/// <param name="Gain">Cloud quality minus local quality, -1 to 1; a need (0 to 1) is a gain too.</param>
public sealed record LabelledPrompt(string Prompt, double Gain)
{
    /// <summary>Fingerprint of the local model whose answer was marked; null when the label does not say.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Reads labels: one <c>{"prompt","local_score","cloud_score"}</c> or <c>{"prompt","need"}</c> a line, scores 0 to 1; with <c>"model"</c>, the
    /// fingerprint of the local model, the labels serve no other one.
    /// </summary>
    /// <param name="stream">JSON lines, plain or gzip; not disposed.</param>
    /// <returns>The labels in order.</returns>
    /// <exception cref="InvalidDataException">A line has no prompt, neither kind of label, or a value out of range.</exception>
    public static IReadOnlyList<LabelledPrompt> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var labels = new List<LabelledPrompt>();
        foreach (var (line, number) in RoutingData.Lines(stream))
        {
            using var document = RoutingData.Parse(line, number);
            var json = document.RootElement;
            string prompt = RoutingData.Text(json, "prompt") ?? throw RoutingData.Bad(number, "it has no \"prompt\"");
            double? local = Share("local_score"), cloud = Share("cloud_score"), need = Share("need");
            labels.Add(new LabelledPrompt(prompt, cloud - local ?? need
                ?? throw RoutingData.Bad(number, "it has neither \"local_score\" and \"cloud_score\" nor \"need\""))
            {
                Model = RoutingData.Text(json, "model") is { Length: > 0 } model ? model : null,
            });

            double? Share(string name) => RoutingData.Number(json, name, number) switch
            {
                null => null,
                >= 0 and <= 1 and var value => value,
                _ => throw RoutingData.Bad(number, $"its \"{name}\" is not within 0 and 1"),
            };
        }

        return labels;
    }

    /// <summary>Reads prompts alone: one <c>{"prompt"}</c> a line; labels are passed over.</summary>
    /// <param name="stream">JSON lines, plain or gzip; not disposed.</param>
    /// <returns>The prompts in order.</returns>
    /// <exception cref="InvalidDataException">A line has no prompt.</exception>
    public static IReadOnlyList<string> ReadPrompts(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var prompts = new List<string>();
        foreach (var (line, number) in RoutingData.Lines(stream))
        {
            using var document = RoutingData.Parse(line, number);
            prompts.Add(RoutingData.Text(document.RootElement, "prompt") ?? throw RoutingData.Bad(number, "it has no \"prompt\""));
        }

        return prompts;
    }
}
