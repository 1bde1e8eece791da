using HybridAi.Import.Gguf;
using HybridAi.Import.Support;

namespace HybridAi.Import.Weights;

public sealed class DequantizerTests
{
    [Fact]
    public void Dequantize_OfDefaultModelTensors_EqualsReference()
    {
        using var file = GgufFile.Open(RepositoryFiles.DefaultModel);
        var references = TestData.Json("tensors.json");
        references.GetArrayLength().ShouldBe(7);
        foreach (var reference in references.EnumerateArray())
        {
            var name = reference.GetProperty("name").GetString()!;
            var tensor = file.Tensors.Single(tensor => tensor.Name == name);
            tensor.TypeName.ShouldBe(reference.GetProperty("type").GetString());
            tensor.Dimensions.Reverse().Select(static dimension => (int)dimension).ShouldBe(reference.Ints("shape"));
            var row = new float[tensor.Columns];
            double sum = 0, magnitudes = 0;
            for (var i = 0; i < tensor.Rows; i++)
            {
                Dequantizer.Dequantize(tensor.Type, file.ReadRows(tensor, i, 1), row);
                foreach (var value in row)
                {
                    sum += value;
                    magnitudes += Math.Abs((double)value);
                }

                if (i == 0)
                {
                    row[..32].ShouldBe(reference.Floats("first_row"), 1e-6, name);
                }
            }

            if (tensor.Rows > 1)
            {
                row[^32..].ShouldBe(reference.Floats("last_row"), 1e-6, name);
            }

            sum.ShouldBe(reference.GetProperty("sum").GetDouble(), 2e-4 + (magnitudes * 1e-8), name);
            magnitudes.ShouldBe(reference.GetProperty("abs_sum").GetDouble(), 2e-4 + (magnitudes * 1e-8), name);
        }
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("Q4_0")]
    [InlineData("Q4_1")]
    [InlineData("Q5_0")]
    [InlineData("Q5_1")]
    [InlineData("Q8_0")]
    [InlineData("IQ4_NL")]
    [InlineData("Q2_K")]
    [InlineData("Q3_K")]
    [InlineData("Q4_K")]
    [InlineData("Q5_K")]
    [InlineData("Q6_K")]
    public void Dequantize_OfRandomBlocks_EqualsScalarReference(string name)
    {
        var type = Enum.Parse<GgufType>(name);
        GgufTypes.TryGetBlock((uint)type, out var weights, out var bytes).ShouldBeTrue();
        var random = new Random((int)type);
        const int blocks = 40;
        var data = RandomBlocks(random, type, blocks * bytes, bytes);
        var actual = new float[blocks * weights];

        Dequantizer.Dequantize(type, data, actual);

        for (var i = 0; i < actual.Length; i++)
        {
            var expected = ScalarReference.Weight(name, data.AsSpan(i / weights * bytes, bytes), i % weights);
            actual[i].ShouldBe(expected, 1e-5 + (Math.Abs(expected) * 1e-5), $"weight {i}");
        }
    }

    /// <summary>Random bytes, but with half-precision factors that are finite and of a moderate size.</summary>
    internal static byte[] RandomBlocks(Random random, GgufType type, int length, int block)
    {
        var data = new byte[length];
        random.NextBytes(data);
        int[] factors = type switch
        {
            GgufType.Q4_0 or GgufType.Q5_0 or GgufType.Q8_0 or GgufType.IQ4_NL => [0],
            GgufType.Q4_1 or GgufType.Q5_1 or GgufType.Q4_K or GgufType.Q5_K => [0, 2],
            GgufType.Q2_K => [80, 82],
            GgufType.Q3_K => [108],
            GgufType.Q6_K => [208],
            _ => [],
        };
        for (var start = 0; start < length; start += block)
        {
            foreach (var factor in factors)
            {
                BitConverter.TryWriteBytes(data.AsSpan(start + factor), (Half)(0.02 * (random.NextDouble() - 0.4)));
            }

            if (type is GgufType.F32 or GgufType.F16 or GgufType.BF16)
            {
                // The top byte holds sign and most of the exponent; clear its second-highest bit against NaN and infinity.
                data[start + block - 1] &= 0xBF;
            }
        }

        return data;
    }
}
