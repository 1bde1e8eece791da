using System.Security.Cryptography;
using HybridAi.Import.Support;

namespace HybridAi.Import.Importing;

/// <summary>The default model against its reference outputs (32-bit floats on exactly dequantised weights).</summary>
public sealed class DefaultModelTests(DefaultModelImport imported) : IClassFixture<DefaultModelImport>
{
    /// <summary>Where the reference itself is undecided between two tokens (logits), either is right.</summary>
    private const double NearTie = 0.15;

    [Fact]
    public void Import_OfDefaultModel_WritesFolderThatManifestDescribes()
    {
        var (folder, manifest) = imported.Fast;

        manifest.SourceSha256.ShouldBe("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
        manifest.Precision.ShouldBe(ImportPrecision.Int8);
        manifest.ParameterCount.ShouldBe(134_515_008);
        (manifest.Layers, manifest.HiddenSize, manifest.ContextLength, manifest.VocabularySize).ShouldBe((30, 576, 8192, 49_152));
        manifest.ExtraOutputs.ShouldBe([new ExtraOutput("hidden_state_16", 16)]);
        foreach (var file in manifest.Files)
        {
            using var stream = File.OpenRead(Path.Combine(folder, file.Name));
            stream.Length.ShouldBe(file.Length);
            Convert.ToHexStringLower(SHA256.HashData(stream)).ShouldBe(file.Sha256);
        }

        imported.Entries.ShouldBe(["Auto", "Exact"]);
        var read = ImportManifest.TryRead(folder).ShouldNotBeNull();
        read.Files.ShouldBe(manifest.Files);
        (read with { Files = manifest.Files, ExtraOutputs = manifest.ExtraOutputs }).ShouldBe(manifest);
    }

    [Fact]
    public void Fingerprint_OfOtherPrecision_IsTheSame()
    {
        imported.Exact.Manifest.Precision.ShouldBe(ImportPrecision.Exact);
        imported.Exact.Manifest.ModelFingerprint.ShouldBe(imported.Fast.Manifest.ModelFingerprint);
        imported.Exact.Manifest.Files[0].Length.ShouldBeLessThan(imported.Fast.Manifest.Files[0].Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Model_OnGreedyReferences_ChoosesTheSameTokensUpToNearTies(bool exact)
    {
        var model = exact ? imported.ExactModel : imported.FastModel;
        int clear = 0, agreed = 0, untilTie = 0;
        foreach (var item in TestData.Json("greedy.json").EnumerateArray())
        {
            int[] prompt = item.Ints("prompt_ids"), answer = item.Ints("ids");
            var margins = item.Floats("margin");

            // Fed the reference's answer, the clear steps behind a tie are compared too.
            var logits = model.Logits([.. prompt, .. answer]);

            var tied = false;
            for (var i = 0; i < answer.Length; i++)
            {
                if (margins[i] <= NearTie)
                {
                    tied = true;
                    continue;
                }

                var same = logits[prompt.Length - 1 + i].Best() == answer[i];
                clear++;
                agreed += same ? 1 : 0;
                if (!tied)
                {
                    untilTie++;
                    same.ShouldBeTrue($"token {i} of '{item.GetProperty("prompt")}', margin {margins[i]}");
                }
            }
        }

        (untilTie, clear).ShouldBe((101, 457));
        (agreed / (double)clear).ShouldBeGreaterThan(0.98);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Model_OnTeacherForcedReferences_KeepsFidelity(bool exact)
    {
        var model = exact ? imported.ExactModel : imported.FastModel;
        int positions = 0, agreed = 0;
        var difference = 0.0;
        foreach (var item in TestData.Json("teacher_forced.json").EnumerateArray())
        {
            int[] ids = item.Ints("ids"), top = item.Ints("top1");
            var expected = item.Floats("logprob");
            var first = item.GetProperty("first").GetInt32();

            var logits = model.Logits(ids);

            for (var i = 0; i < expected.Length; i++, positions++)
            {
                var row = logits[first - 1 + i];
                var peak = row.Max();
                var total = row.Sum(value => Math.Exp(value - peak));
                difference += Math.Abs(row[ids[first + i]] - peak - Math.Log(total) - expected[i]);
                agreed += row.Best() == top[i] ? 1 : 0;
            }
        }

        positions.ShouldBe(2172);
        (agreed / (double)positions).ShouldBeGreaterThanOrEqualTo(0.95);
        (difference / positions).ShouldBeLessThanOrEqualTo(0.05);
    }

    [Fact]
    public void HiddenStates_OfBothPrecisions_PointTheSameWay()
    {
        float[] Read(NativeModel model)
        {
            float[]? state = null;
            model.Logits(TestData.Json("greedy.json")[1].Ints("prompt_ids"), "hidden_state_16", (values, shape) =>
            {
                shape.ShouldBe([1L, 1L, 576L]);
                state = values;
            });
            return state!;
        }

        Vectors.Correlation(Read(imported.FastModel), Read(imported.ExactModel)).ShouldBeGreaterThan(0.999);
    }

    [Fact]
    public void NativeTokenizer_OnReferenceTexts_AgreesButForNul()
    {
        using var tokenizer = imported.FastModel.CreateTokenizer();
        tokenizer.UpdateOptions(new() { ["skip_special_tokens"] = "false" });
        foreach (var item in TestData.Json("tokenizer.json").EnumerateArray())
        {
            var text = item.GetProperty("text").GetString()!;
            using var sequences = tokenizer.Encode(text);

            // It takes NUL for the end of the text; our own encoder does not.
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                sequences[0].ToArray().ShouldBe(item.Ints("ids"), text);
                (text.Length == 0 ? "" : tokenizer.Decode(sequences[0])).ShouldBe(item.GetProperty("decoded").GetString(), text);
            }
        }
    }

    [Fact]
    public void NativeChatTemplate_OnReferenceConversations_RendersTheSame()
    {
        using var tokenizer = imported.FastModel.CreateTokenizer();
        foreach (var item in TestData.Json("chat_template.json").EnumerateArray())
        {
            tokenizer.ApplyChatTemplate(null, item.GetProperty("messages").GetRawText(), null, true)
                .ShouldBe(item.GetProperty("rendered").GetString());
        }

        tokenizer.GetEosTokenIds()[0].ShouldBe(2);
        tokenizer.GetPadTokenId().ShouldNotBeOneOf([0, 1, 2]);
    }
}
