namespace HybridAi;

/// <summary>The numbers of a tier-0 classifier. All heads read the same features, so their weighted sum is one linear function.</summary>
internal sealed record ClassifierModel
{
    /// <summary>Kinds of task with a head, in order: <see cref="TaskType.Code"/> first.</summary>
    public const int Tasks = 5;

    public required NgramVocabulary Vocabulary { get; init; }

    /// <summary>Weight of each bucket.</summary>
    public required Half[] Weights { get; init; }

    /// <summary>Weights of the standardised structural features.</summary>
    public required float[] StructureWeights { get; init; }

    /// <summary>Mean of each structural feature in training.</summary>
    public required float[] StructureMeans { get; init; }

    /// <summary>One over the standard deviation of each structural feature in training.</summary>
    public required float[] StructureScales { get; init; }

    /// <summary>Standardised structural features are clipped to plus and minus this.</summary>
    public required float StructureClip { get; init; }

    /// <summary>n-gram sums are divided by (number of n-grams + offset) to this power.</summary>
    public required float LengthPower { get; init; }

    /// <summary>See <see cref="LengthPower"/>; keeps very short prompts from being judged by one word.</summary>
    public required float LengthOffset { get; init; }

    /// <summary>Added to the sum.</summary>
    public required double Intercept { get; init; }

    /// <summary>Probability = 1 / (1 + exp(-(slope · raw + offset))).</summary>
    public required double CalibrationSlope { get; init; }

    /// <summary>See <see cref="CalibrationSlope"/>.</summary>
    public required double CalibrationOffset { get; init; }

    /// <summary>Task weights by bucket, <see cref="Tasks"/> a bucket, in units of <see cref="TaskScale"/>.</summary>
    public required sbyte[] TaskWeights { get; init; }

    /// <summary>Unit of <see cref="TaskWeights"/>.</summary>
    public required float TaskScale { get; init; }

    /// <summary>Task weights of the structural features, <see cref="Tasks"/> a feature.</summary>
    public required float[] TaskStructureWeights { get; init; }

    /// <summary>Intercept of each task.</summary>
    public required float[] TaskIntercepts { get; init; }

    /// <summary>Identifies the trained numbers: the checksum of the file.</summary>
    public string Revision { get; init; } = "";

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
            if ((uint)bucket < (uint)Weights.Length) sum += (double)Weights[bucket];
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
