using HybridAi.Import.Gguf;

namespace HybridAi.Import.Weights;

public sealed class WeightPolicyTests
{
    private const string Offset4 = "Q4_1 Q4_K Q2_K";
    private const string Offset8 = "Q5_1 Q5_K";
    private const string Floats = "F32 F16 BF16";
    private const string Symmetric = "Q4_0 Q5_0 Q8_0 Q6_K Q3_K IQ4_NL";

    [Theory]
    [InlineData(ImportPrecision.Auto, 999_999_999, Symmetric)]
    [InlineData(ImportPrecision.Auto, 1_000_000_000, Symmetric + " " + Offset4)]
    [InlineData(ImportPrecision.Int8, 8_000_000_000, Symmetric)]
    [InlineData(ImportPrecision.Exact, 1, Symmetric + " " + Offset4 + " " + Offset8 + " " + Floats)]
    public void Policy_OfPrecisionAndSize_KeepsTheseTypes(ImportPrecision precision, long parameters, string kept)
    {
        var policy = WeightPolicy.For(precision, parameters);

        $"{Symmetric} {Offset4} {Offset8} {Floats}".Split(' ')
            .Where(type => policy.Keeps(AffineFormat.Of(Enum.Parse<GgufType>(type))))
            .ShouldBe(kept.Split(' '));
    }
}
