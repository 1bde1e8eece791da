namespace HybridAi;

/// <summary>What labels taught, by bucket of one vocabulary: a linear function beside the shipped one.</summary>
internal sealed class OwnWeights(double scale, double intercept, float[] structure, float[] weights)
{
    /// <summary>In the place of a weight: the bucket is none of the app's n-grams.</summary>
    public const float None = float.NaN;

    /// <summary>Keeps very short prompts from being judged by one word.</summary>
    private const double LengthOffset = 4;

    public double Raw(ClassifierModel model, PromptFeatures features, double shipped)
    {
        double raw = intercept + (scale * shipped), sum = 0;
        int count = 0;
        foreach (int bucket in features.Active)
        {
            float weight = weights[bucket];
            if (float.IsNaN(weight)) continue;
            sum += weight;
            count++;
        }

        raw += sum * Norm(count);
        foreach (int bucket in features.Frame) raw += weights[bucket];
        var values = features.StructureValues;
        for (int i = 0; i < values.Length; i++) raw += structure[i] * model.Standardised(values[i], i);
        return raw;
    }

    /// <summary>What the sum of n-gram weights is multiplied by.</summary>
    public static double Norm(int count) => 1 / Math.Sqrt(count + LengthOffset);
}
