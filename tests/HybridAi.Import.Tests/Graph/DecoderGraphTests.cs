using HybridAi.Import.Gguf;
using HybridAi.Import.Support;

namespace HybridAi.Import.Graph;

/// <summary>Imported graphs, run natively, against a scalar decoder and against llama.cpp's logits.</summary>
public sealed class DecoderGraphTests
{
    private static readonly int[] _tokens = [1, 17, 42, 5, 60, 33, 9, 9, 51, 28, 2, 11];

    public static TheoryData<string> Features => ["llama", "untied", "llama-biases", "rope-factors", "linear", "wide-heads", "qwen2", "qwen3", "one-layer"];

    [Theory]
    [MemberData(nameof(Features))]
    public void Graph_OfFloatWeights_EqualsScalarDecoder(string feature)
    {
        using var temporary = new TemporaryFolder();
        var tiny = feature switch
        {
            "untied" => new() { Tied = false },
            "llama-biases" => new() { Biases = true },
            "rope-factors" => new() { RopeFactors = true, RopeBase = 500_000 },
            "linear" => new() { LinearScale = 4 },
            "wide-heads" => new() { HeadSize = 32, KeyValueHeads = 1 },
            "qwen2" => new() { Architecture = "qwen2", Biases = true, Tied = false },
            "qwen3" => new() { Architecture = "qwen3", HeadSize = 32 },
            "one-layer" => new() { Layers = 1 },
            _ => new TinyModel { Layers = 4 },
        };
        var source = tiny.Write(temporary);
        var manifest = ModelImporter.Import(source, temporary["model"], new() { Precision = ImportPrecision.Exact });
        var (logits, hidden) = new ReferenceDecoder(tiny).Run(_tokens);
        var extra = manifest.ExtraOutputs.SingleOrDefault();
        extra?.Layer.ShouldBe(tiny.Layers * 8 / 15);

        using var model = new NativeModel(temporary["model"]);
        var actual = model.Logits(_tokens, extra?.Name, (values, shape) =>
        {
            shape.ShouldBe([1L, 1L, tiny.Hidden]);
            Vectors.MaxDifference(values, hidden[extra!.Layer - 1]).ShouldBeLessThan(1e-3f);
        });

        actual.Length.ShouldBe(_tokens.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            Vectors.MaxDifference(actual[i], logits[i]).ShouldBeLessThan(2e-3f, $"position {i}");
        }
    }

    [Theory]
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
    public void Graph_OfEveryType_LosesNothing(string type)
    {
        using var temporary = new TemporaryFolder();
        var tiny = new TinyModel { Hidden = 256, HeadSize = 64, FeedForward = 512, Type = Enum.Parse<GgufType>(type), Biases = true };
        var source = tiny.Write(temporary);
        var (expected, hidden) = new ReferenceDecoder(tiny).Run(_tokens);

        // Floats inside the kernels: only the order of summation differs, in the shared embedding as in every projection.
        ModelImporter.Import(source, temporary["exact"], new() { Precision = ImportPrecision.Exact, AccuracyLevel = 0 });
        using (var model = new NativeModel(temporary["exact"]))
        {
            var logits = model.Logits(_tokens, "hidden_state_1", (values, _) =>
                Vectors.MaxDifference(values, hidden[0]).ShouldBeLessThan(1e-3f));
            logits.Zip(expected, Vectors.MaxDifference).Max().ShouldBeLessThan(2e-3f);
        }

        // As it is used: inputs rounded to 8 bits, and weights too where the type has offsets.
        ModelImporter.Import(source, temporary["fast"]);
        using (var model = new NativeModel(temporary["fast"]))
        {
            model.Logits(_tokens).Zip(expected, Vectors.Correlation).Min().ShouldBeGreaterThan(0.99);
        }
    }

    public static TheoryData<string, bool> Fixtures
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var file in GoldenCases().Keys.Where(file => File.Exists(TestData.PathOf(file))))
            {
                data.Add(file, false);
                data.Add(file, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Graph_OfLlamaCppFile_ReproducesItsLogits(string file, bool fast)
    {
        using var temporary = new TemporaryFolder();
        var golden = GoldenCases()[file];
        var tokens = TestData.Json("golden.json").Ints("tokens");

        // Level 0 computes in floats: what is left is the order of summation, so this proves that no weight was changed.
        ModelImporter.Import(
            TestData.PathOf(file), temporary["model"], new() { Precision = ImportPrecision.Exact, AccuracyLevel = fast ? 4 : 0 });
        using var model = new NativeModel(temporary["model"]);
        var logits = model.Logits(tokens);

        var top = golden.GetProperty("top5").EnumerateArray().Select(static row => row[0].GetInt32()).ToArray();
        var expected = golden.Floats("last_logits");
        if (fast)
        {
            Vectors.Correlation(logits[^1], expected).ShouldBeGreaterThan(0.99);
            logits.Zip(top).Count(static pair => pair.First.Best() == pair.Second).ShouldBeGreaterThan(34);
        }
        else
        {
            Vectors.MaxDifference(logits[^1], expected).ShouldBeLessThan(0.03f);
            logits.Select(Vectors.Best).ShouldBe(top);
        }
    }

    [Theory]
    [InlineData("tiny-llama-Q4_1.gguf")]
    [InlineData("tiny-qwen2-Q4_K_M.gguf")]
    public void Graph_AtEightBits_StaysCloseToTheLogits(string file)
    {
        using var temporary = new TemporaryFolder();
        ModelImporter.Import(TestData.PathOf(file), temporary["model"], new() { Precision = ImportPrecision.Int8 });
        using var model = new NativeModel(temporary["model"]);

        var logits = model.Logits(TestData.Json("golden.json").Ints("tokens"));

        Vectors.Correlation(logits[^1], GoldenCases()[file].Floats("last_logits")).ShouldBeGreaterThan(0.99);
    }

    private static Dictionary<string, System.Text.Json.JsonElement> GoldenCases() =>
        TestData.Json("golden.json").GetProperty("cases").EnumerateArray().ToDictionary(static item => item.GetProperty("file").GetString()!);
}
