namespace HybridAi.Evaluation;

/// <summary>Trained heads and what is worth knowing about them.</summary>
public sealed class TrainedHeads
{
    internal TrainedHeads(
        ProbeHeads heads, IReadOnlyList<TrainingSource> sources, IReadOnlyList<(double Strength, double Area)> tried, double strength, double lexicalWeight)
    {
        Data = heads.Write();
        Heads = ProbeHeads.Read(Data.Span);
        Sources = sources;
        Tried = tried;
        Strength = strength;
        LexicalWeight = lexicalWeight;
    }

    /// <summary>The heads, read back from <see cref="Data"/>: what is measured is what is stored.</summary>
    public ProbeHeads Heads { get; }

    /// <summary>The file that <see cref="ProbeHeads.Read"/> reads.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>What they were trained on.</summary>
    public IReadOnlyList<TrainingSource> Sources { get; }

    /// <summary>The strengths that were tried, with their mean exact area on dev.</summary>
    public IReadOnlyList<(double Strength, double Area)> Tried { get; }

    /// <summary>The strength that was chosen.</summary>
    public double Strength { get; }

    /// <summary>The weight of tier 0 that was chosen, in standard deviations of the head's log-odds.</summary>
    public double LexicalWeight { get; }
}
