using System.Globalization;
using System.Security.Cryptography;

namespace HybridAi.Evaluation;

/// <summary>Writes the card of a trained classifier: what it is, what it learned from, how good it is, what it is not for.</summary>
public static class ModelCard
{
    /// <summary>Writes the card as Markdown.</summary>
    /// <param name="trained">The classifier.</param>
    /// <param name="evaluation">Its figures on rows it has not seen.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(TrainedClassifier trained, EvaluationReport evaluation, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(writer);
        var culture = CultureInfo.InvariantCulture;
        writer.WriteLine("# Model card: tier-0 prompt classifier");
        writer.WriteLine();
        writer.WriteLine(string.Create(culture,
            $"Predicts from the text of a prompt how much a strong model is needed. {trained.Ngrams:N0} hashed word 1–2-grams and 32 structural features " +
            $"under linear heads; {trained.Data.Length / 1024.0:F0} KiB; revision `{trained.Classifier.Revision}`, " +
            $"SHA-256 `{Convert.ToHexString(SHA256.HashData(trained.Data.Span)).ToLowerInvariant()}`."));
        writer.WriteLine();
        WriteSources(trained.Sources, writer);
        writer.WriteLine();
        writer.WriteLine(string.Create(culture,
            $"Pairs: the target is what the strong model gains over the weak one, clipped to 0..1. Maths: annotated difficulty (steps, levels), added with weight " +
            $"{trained.MathsWeight:0.##} in standard deviations of the pair head. Tasks: a coarse kind of task, told from the benchmark. The probability is calibrated out of fold " +
            $"on the pairs, each source counting the same."));
        writer.WriteLine();
        MarkdownReport.Write(evaluation, writer, 2);
        writer.WriteLine();
        writer.WriteLine("## Limits");
        writer.WriteLine();
        writer.WriteLine("- The labels are about other models (7–9B and Phi-3 against frontier models): the score says which prompts need a strong model in general, not what a particular local model can do. Calibrate on the device for that.");
        writer.WriteLine("- On sources unlike its training data the gain over counting words is small (the rows above show it). On unseen topics only the confidence of a draft carries.");
        writer.WriteLine("- English. Of other languages only structure is read. The score is blind to politeness, to claims about difficulty and to small talk by design.");
        writer.WriteLine("- The n-gram weights are hashed; the file holds no text of its training data.");
    }

    /// <summary>Writes what was learned from, as every card of a model tells it.</summary>
    internal static void WriteSources(IReadOnlyList<TrainingSource> sources, TextWriter writer)
    {
        writer.WriteLine("## Trained on");
        writer.WriteLine();
        writer.WriteLine("Only rows whose licence lets the result be shipped. Share-alike rows are attributed here: ARC (CC BY-SA 4.0, Allen Institute for AI).");
        writer.WriteLine();
        writer.WriteLine("| head | source | licence class | rows |");
        writer.WriteLine("|---|---|---|---|");
        foreach (var source in sources)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {source.Head} | {source.Source} | {source.LicenseClass} | {source.Rows:N0} |"));
    }
}
