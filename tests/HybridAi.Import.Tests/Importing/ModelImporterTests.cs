using System.Collections.Concurrent;
using System.Text.Json;
using HybridAi.Import.Support;

namespace HybridAi.Import.Importing;

public sealed class ModelImporterTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Output => _temporary["model"];

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task ImportAsync_Twice_WritesTheSameBytes()
    {
        var source = new TinyModel { Tied = false }.Write(_temporary);

        var first = await ModelImporter.ImportAsync(source, Output);
        var second = ModelImporter.Import(source, _temporary["other"]);

        second.Files.ShouldBe(first.Files);
        first.Files.Select(static file => file.Name).Order().ShouldBe(
            ["genai_config.json", "model.onnx", "model.onnx.data", "tokenizer.json", "tokenizer_config.json"]);
    }

    [Fact]
    public void Import_ProbeOnly_ComputesTheSameStateWithLess()
    {
        var source = TestData.PathOf("tiny-llama-Q4_0.gguf");
        var whole = ModelImporter.Import(source, Output);
        var cut = ModelImporter.Import(source, _temporary["cut"], new() { ProbeOnly = true });
        var name = cut.ExtraOutputs.ShouldHaveSingleItem().Name;
        int[] tokens = [.. Enumerable.Range(5, 20)];

        float[] StateOf(string folder)
        {
            using var model = new NativeModel(folder);
            float[] state = [];
            model.Logits(tokens, name, (values, _) => state = values);
            return state;
        }

        cut.ModelFingerprint.ShouldBe(whole.ModelFingerprint);
        cut.ExtraOutputs.ShouldBe(whole.ExtraOutputs);
        long SizeOf(ImportManifest manifest) => manifest.Files.Single(file => file.Name == "model.onnx.data").Length;
        SizeOf(cut).ShouldBeLessThan(SizeOf(whole));
        StateOf(_temporary["cut"]).ShouldBe(StateOf(Output));
    }

    [Fact]
    public void Import_OverEarlierImport_ReplacesIt()
    {
        var source = new TinyModel().Write(_temporary);
        ModelImporter.Import(source, Output, new() { Precision = ImportPrecision.Exact });
        File.WriteAllText(Path.Combine(Output, "stray.txt"), "");

        ModelImporter.Import(source, Output, new() { Precision = ImportPrecision.Int8 });

        ImportManifest.TryRead(Output)!.Precision.ShouldBe(ImportPrecision.Int8);
        File.Exists(Path.Combine(Output, "stray.txt")).ShouldBeFalse();
        Directory.GetDirectories(_temporary.Path).ShouldBe([Output]);
    }

    [Fact]
    public void Import_OverForeignFolder_RefusesAndLeavesIt()
    {
        Directory.CreateDirectory(Output);
        File.WriteAllText(Path.Combine(Output, "thesis.txt"), "work");

        var exception = Should.Throw<IOException>(() => ModelImporter.Import(new TinyModel().Write(_temporary), Output));

        exception.Message.ShouldContain("is not an imported model");
        File.ReadAllText(Path.Combine(Output, "thesis.txt")).ShouldBe("work");
    }

    [Fact]
    public void Import_IntoTheSourcesFolder_RefusesAndKeepsTheSource()
    {
        var source = new TinyModel().Write(_temporary);
        ModelImporter.Import(source, Output);
        var inside = Path.Combine(Output, "tiny.gguf");
        File.Move(source, inside);

        Should.Throw<IOException>(() => ModelImporter.Import(inside, Output)).Message.ShouldContain("holds the source");

        File.Exists(inside).ShouldBeTrue();
    }

    [Fact]
    public void Import_OverFolderWithoutManifest_RebuildsIt()
    {
        var source = new TinyModel().Write(_temporary);
        ModelImporter.Import(source, Output);
        File.Delete(Path.Combine(Output, ImportManifest.FileName));
        File.WriteAllText(Path.Combine(Output, "model.onnx"), "cut");

        var manifest = ModelImporter.Import(source, Output);

        new FileInfo(Path.Combine(Output, "model.onnx")).Length.ShouldBe(manifest.Files.Single(static file => file.Name == "model.onnx").Length);
    }

    [Fact]
    public void Import_AfterInterruptedOne_RemovesLeftovers()
    {
        var leftover = _temporary["model.partial-0123456789ab"];
        Directory.CreateDirectory(leftover);
        File.WriteAllText(Path.Combine(leftover, "model.onnx"), "half");

        ModelImporter.Import(new TinyModel().Write(_temporary), Output);

        Directory.GetFileSystemEntries(_temporary.Path).Select(Path.GetFileName).Order().ShouldBe(["model", "tiny.gguf"]);
    }

    [Fact]
    public void Import_BesideRunningOne_LeavesItsFilesAlone()
    {
        var source = new TinyModel().Write(_temporary);
        using var running = new OutputFolder(Output, _temporary["x.gguf"]);
        running.Write("model.onnx", static stream => stream.WriteByte(1));

        ModelImporter.Import(source, Output);

        File.Exists(running.PathOf("model.onnx")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    public void Import_WhenCancelled_LeavesNothing(double? atFraction)
    {
        var source = new TinyModel { Layers = 6 }.Write(_temporary);
        using var cancellation = new CancellationTokenSource();
        var progress = new Recorder(report =>
        {
            if (report.Fraction >= atFraction)
            {
                cancellation.Cancel();
            }
        });
        if (atFraction is null)
        {
            cancellation.Cancel();
        }

        Should.Throw<OperationCanceledException>(() => ModelImporter.Import(source, Output, null, progress, cancellation.Token));

        Directory.GetFileSystemEntries(_temporary.Path).ShouldBe([source]);
    }

    [Fact]
    public void Import_WithProgress_ReportsRisingFractionsToOne()
    {
        var progress = new Recorder(static _ => { });

        ModelImporter.Import(new TinyModel().Write(_temporary), Output, null, progress);

        var reports = progress.Reports.ToArray();
        reports.Length.ShouldBeLessThan(105);
        reports.Select(static report => report.Fraction).ShouldBeInOrder();
        reports.Select(static report => report.Stage).ShouldBeInOrder();
        reports[^1].ShouldBe(new(ImportStage.Finishing, 1));
    }

    [Fact]
    public void Import_OfMissingSource_NamesNoPath()
    {
        var exception = Should.Throw<FileNotFoundException>(() => ModelImporter.Import(_temporary["none.gguf"], Output));

        (exception.Message + exception.FileName).ShouldNotContain(_temporary.Path);
    }

    [Fact]
    public void Import_BelowAFile_NamesNoPath()
    {
        var source = new TinyModel().Write(_temporary);

        var exception = Should.Throw<IOException>(() => ModelImporter.Import(source, Path.Combine(source, "model")));

        exception.ToString().ShouldNotContain(_temporary.Path);
    }

    [Fact]
    public void RequireSpace_OfTooMuch_SaysHowMuch()
    {
        using var folder = new OutputFolder(Output, _temporary["x.gguf"]);

        Should.Throw<IOException>(() => folder.RequireSpace(long.MaxValue)).Message.ShouldContain("The disk is full");
    }

    [Theory]
    [InlineData(28)]
    [InlineData(unchecked((int)0x80070070))]
    public void Rewrite_OfFullDisk_SaysSo(int code) =>
        PathFree.Rewrite(new IOException("No space left on device : '/home/me/model'", code)).Message.ShouldBe("The disk is full.");

    [Fact]
    public void Rewrite_OfReadOnlyFileSystem_NamesNoPath() =>
        PathFree.Rewrite(new UnauthorizedAccessException("Access to the path '/home/me/model' is denied.")).Message
            .ShouldNotContain("/home");

    [Theory]
    [InlineData("architecture", "The architecture 'gemma3' is not supported")]
    [InlineData("type", "Tensors of type IQ4_XS are not supported")]
    [InlineData("experts", "Mixture-of-experts")]
    [InlineData("split", "join them first")]
    [InlineData("window", "Sliding-window")]
    [InlineData("yarn", "Position scaling 'yarn' is not supported")]
    [InlineData("rotation", "a part of each head")]
    [InlineData("tensor", "does not use")]
    [InlineData("vocabulary", "has 64 tokens but the embedding 63 rows")]
    [InlineData("nan", "not a finite number")]
    public void Import_OfUnsupportedModel_NamesTheReason(string what, string message)
    {
        TinyModel With(Action<GgufBuilder> also) => new() { Also = also };
        var tiny = what switch
        {
            "architecture" => new() { Architecture = "gemma3" },
            "type" => new TinyModel { Hidden = 256, HeadSize = 64 } with
            {
                Also = static builder => builder.Tensor("output.weight", 23, [256, 64], new byte[64 * 136]),
            },
            "experts" => With(static builder => builder.Set("llama.expert_count", 8u)),
            "split" => With(static builder => builder.Set("split.count", 2u)),
            "window" => With(static builder => builder.Set("llama.attention.sliding_window", 32u)),
            "yarn" => With(static builder => builder.Set("llama.rope.scaling.type", "yarn")),
            "rotation" => With(static builder => builder.Set("llama.rope.dimension_count", 8u)),
            "tensor" => With(static builder => builder.Tensor("blk.0.attn_sinks.weight", 0, [4], new byte[16])),
            "nan" => With(static builder => builder.Tensor("output.weight", 0, [64, 64], [.. Enumerable.Repeat((byte)0xFF, 64 * 64 * 4)])),
            _ => new TinyModel(),
        };
        var source = _temporary["tiny.gguf"];
        File.WriteAllBytes(source, what == "vocabulary" ? Broken(tiny) : tiny.Build());

        Should.Throw<ModelFormatException>(() => ModelImporter.Import(source, Output, new() { Precision = ImportPrecision.Exact }))
            .Message.ShouldContain(message);

        Directory.GetFileSystemEntries(_temporary.Path).ShouldBe([source]);
    }

    [Fact]
    public void GenAIConfig_OfImport_IsWhatTheLoaderNeeds()
    {
        ModelImporter.Import(new TinyModel { Architecture = "qwen2" }.Write(_temporary), Output);

        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "genai_config.json")));
        var model = config.RootElement.GetProperty("model");
        model.GetProperty("type").GetString().ShouldBe("qwen2");
        model.GetProperty("pad_token_id").GetInt32().ShouldBe(3);
        model.Ints("eos_token_id").ShouldBe([2]);
        model.GetProperty("decoder").GetProperty("session_options").TryGetProperty("intra_op_num_threads", out _).ShouldBeFalse();
        config.RootElement.GetProperty("search").GetProperty("past_present_share_buffer").GetBoolean().ShouldBeTrue();
        config.RootElement.GetProperty("search").GetProperty("max_length").GetInt32().ShouldBe(64);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void TryRead_OfDamagedManifest_IsNull(string text)
    {
        Directory.CreateDirectory(Output);
        File.WriteAllText(Path.Combine(Output, ImportManifest.FileName), text);

        ImportManifest.TryRead(Output).ShouldBeNull();
    }

    [Fact]
    public void TryRead_OfFolderWithout_IsNull() => ImportManifest.TryRead(Output).ShouldBeNull();

    /// <summary>One vocabulary entry more than the embedding has rows.</summary>
    private static byte[] Broken(TinyModel tiny) => (tiny with { Vocabulary = 63 }).BuildWith(64);

    private sealed class Recorder(Action<ImportProgress> seen) : IProgress<ImportProgress>
    {
        public ConcurrentQueue<ImportProgress> Reports { get; } = [];

        public void Report(ImportProgress value)
        {
            Reports.Enqueue(value);
            seen(value);
        }
    }
}
