namespace HybridAi;

/// <summary>
/// The numbers of a tier-0 classifier. All heads read the same features, so their weighted sum is one linear function. Made by one constructor and not by
/// an object initialiser: in a new process every setter costs a compilation, and loading is part of the first request.
/// </summary>
/// <param name="Vocabulary">The n-grams that are known.</param>
/// <param name="Weights">Weight of each bucket: the bits of a <see cref="Half"/>, read faster as the primitive number they are.</param>
/// <param name="StructureMeans">Mean of each structural feature in training.</param>
/// <param name="StructureScales">One over the standard deviation of each structural feature in training.</param>
/// <param name="StructureWeights">Weights of the standardised structural features.</param>
/// <param name="StructureClip">Standardised structural features are clipped to plus and minus this.</param>
/// <param name="LengthPower">n-gram sums are divided by (number of n-grams + offset) to this power.</param>
/// <param name="LengthOffset">See <see cref="LengthPower"/>; keeps very short prompts from being judged by one word.</param>
/// <param name="Intercept">Added to the sum.</param>
/// <param name="CalibrationSlope">Probability = 1 / (1 + exp(-(slope · raw + offset))).</param>
/// <param name="CalibrationOffset">See <see cref="CalibrationSlope"/>.</param>
/// <param name="TaskWeights">Task weights by bucket, <see cref="Tasks"/> a bucket, in units of <see cref="TaskScale"/>.</param>
/// <param name="TaskScale">Unit of <see cref="TaskWeights"/>.</param>
/// <param name="TaskStructureWeights">Task weights of the structural features, <see cref="Tasks"/> a feature.</param>
/// <param name="TaskIntercepts">Intercept of each task.</param>
/// <param name="Revision">Identifies the trained numbers: the checksum of the file.</param>
internal sealed record ClassifierModel(
    NgramVocabulary Vocabulary,
    ushort[] Weights,
    float[] StructureMeans,
    float[] StructureScales,
    float[] StructureWeights,
    float StructureClip,
    float LengthPower,
    float LengthOffset,
    double Intercept,
    double CalibrationSlope,
    double CalibrationOffset,
    sbyte[] TaskWeights,
    float TaskScale,
    float[] TaskStructureWeights,
    float[] TaskIntercepts,
    string Revision = "")
{
    /// <summary>Kinds of task with a head, in order: <see cref="TaskType.Code"/> first.</summary>
    public const int Tasks = 5;

    /// <summary>What an app's labels taught; null when nothing did.</summary>
    public OwnWeights? Own { get; init; }

    /// <summary>The raw score of what was read.</summary>
    public double Raw(PromptFeatures features) => Raw(features, out _);

    /// <summary>The raw score of what was read, and the part of the words and of an app's labels in it; the rest is the intercept and the structure.</summary>
    public double Raw(PromptFeatures features, out double words)
    {
        double shipped = Shipped(features, out words);
        if (Own is null) return shipped;
        double own = Own.Raw(this, features, shipped);
        words += own - shipped;
        return own;
    }

    private double Shipped(PromptFeatures features, out double words)
    {
        double sum = 0;
        foreach (int bucket in features.Active)
            if ((uint)bucket < (uint)Weights.Length) sum += (double)BitConverter.UInt16BitsToHalf(Weights[bucket]);
        words = sum * Norm(features);
        double raw = Intercept + words;
        var structure = features.StructureValues;
        for (int i = 0; i < structure.Length; i++) raw += StructureWeights[i] * Standardised(structure[i], i);
        return raw;
    }

    /// <summary>The calibrated probability of a raw score.</summary>
    public double Probability(double raw) => 1 / (1 + Math.Exp(-((CalibrationSlope * raw) + CalibrationOffset)));

    /// <summary>The kind of task, or unknown when no head is sure or the words are unknown.</summary>
    public TaskType Task(PromptFeatures features)
    {
        if (features.KnownShare < 0.5) return TaskType.Unknown;
        Span<double> sums = stackalloc double[Tasks];
        foreach (int bucket in features.Active)
        {
            if (bucket >= Vocabulary.BaseSize) continue;
            var weights = TaskWeights.AsSpan(bucket * Tasks, Tasks);
            for (int t = 0; t < Tasks; t++) sums[t] += weights[t];
        }

        double norm = Norm(features) * TaskScale;
        int best = 0;
        for (int t = 0; t < Tasks; t++) sums[t] = (sums[t] * norm) + TaskIntercepts[t];
        var structure = features.StructureValues;
        for (int i = 0; i < structure.Length; i++)
        {
            double value = Standardised(structure[i], i);
            for (int t = 0; t < Tasks; t++) sums[t] += value * TaskStructureWeights[(i * Tasks) + t];
        }

        for (int t = 1; t < Tasks; t++)
            if (sums[t] > sums[best]) best = t;
        return sums[best] < -1 ? TaskType.Unknown : (TaskType)(best + 1);
    }

    /// <summary>A structural feature as the heads see it.</summary>
    public double Standardised(float value, int feature) =>
        Math.Clamp((value - StructureMeans[feature]) * StructureScales[feature], -StructureClip, StructureClip);

    /// <summary>What n-gram sums are multiplied by; words of an unknown language fade out before they are mostly unknown.</summary>
    public double Norm(PromptFeatures features) =>
        Norm(features.BaseCount, features.KnownShare, LengthPower, LengthOffset);

    /// <inheritdoc cref="Norm(PromptFeatures)"/>
    public static double Norm(int count, double knownShare, double power, double offset) =>
        Math.Clamp((knownShare - 0.2) * 5, 0, 1) / Math.Pow(count + offset, power);
}
