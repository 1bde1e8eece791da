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
        var data = RandomBlocks.Create(new Random((int)type), type, 40 * 256, peak: 2);
        var expected = RandomBlocks.Read(type, data);
        var actual = new float[expected.Length];

        Dequantizer.Dequantize(type, data, actual);

        expected.Max().ShouldBeGreaterThan(0.5f);
        actual.ShouldBe(expected, 1e-6);
    }
}
