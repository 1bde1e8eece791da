namespace HybridAi.Evaluation;

/// <summary>Hidden states of labelled prompts, read from one local model.</summary>
/// <param name="ModelFingerprint">The model they were read from.</param>
/// <param name="Values">A state for each label, in the same order, as <see cref="StateReader"/> reads them.</param>
/// <param name="Heads">The heads that ship for this model, towards which labels are pulled; null when there are none.</param>
public sealed record LabelStates(string ModelFingerprint, IReadOnlyList<ReadOnlyMemory<float>> Values, ProbeHeads? Heads = null);
