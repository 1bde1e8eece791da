namespace HybridAi.Evaluation;

/// <summary>A trained classifier and what is worth knowing about it.</summary>
public sealed class TrainedClassifier
{
    internal TrainedClassifier(byte[] data, IReadOnlyList<TrainingSource> sources, double mathsWeight, int ngrams, int words)
    {
        Data = data;
        Sources = sources;
        MathsWeight = mathsWeight;
        Ngrams = ngrams;
        Words = words;
        Classifier = PromptClassifier.Load(data);
    }

    /// <summary>The classifier, read back from <see cref="Data"/>: what is measured is what is stored.</summary>
    public PromptClassifier Classifier { get; }

    /// <summary>The file that <see cref="PromptClassifier.Load"/> reads.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>What it was trained on.</summary>
    public IReadOnlyList<TrainingSource> Sources { get; }

    /// <summary>The weight of the maths head that was chosen.</summary>
    public double MathsWeight { get; }

    /// <summary>n-grams with a weight.</summary>
    public int Ngrams { get; }

    /// <summary>Words that misspelt ones are corrected to.</summary>
    public int Words { get; }
}

/// <summary>Rows of one source that were used.</summary>
/// <param name="Head">The head they trained: pairs, maths or tasks.</param>
/// <param name="Source">The source.</param>
/// <param name="LicenseClass">Their licence class.</param>
/// <param name="Rows">How many.</param>
public sealed record TrainingSource(string Head, string Source, string LicenseClass, int Rows);
