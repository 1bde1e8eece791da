using HybridAi.Import.Support;

namespace HybridAi.Import.Gguf;

public sealed class GgufFileTests
{
    [Fact]
    public void Open_OfDefaultModel_StatesItsFacts()
    {
        using var file = GgufFile.Open(RepositoryFiles.DefaultModel);

        (file.Version, file.Architecture, file.Tensors.Count, file.Length).ShouldBe((3, "llama", 272, 98_362_432L));
        file.ReadContextLength().ShouldBe(8192);
        var embedding = file.Tensors.Single(static tensor => tensor.Name == "token_embd.weight");
        (embedding.TypeName, embedding.ElementCount, embedding.ByteLength).ShouldBe(("Q8_0", 28_311_552L, 30_081_024L));
        embedding.Dimensions.ShouldBe([576L, 49_152L]);
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Open_OfBothVersions_Reads(uint version)
    {
        using var temporary = new TemporaryFolder();
        var path = new TinyModel { Also = builder => builder.Version = version }.Write(temporary);

        using var file = GgufFile.Open(path);

        file.Version.ShouldBe((int)version);
        file.ReadVocabulary().Tokens.Count.ShouldBe(64);
    }

    [Fact]
    public void Open_OfOtherAlignment_FindsTheWeights()
    {
        using var temporary = new TemporaryFolder();
        var tiny = new TinyModel
        {
            Also = builder =>
            {
                builder.Alignment = 256;
                builder.Set("general.alignment", 256u);
            },
        };
        using var file = GgufFile.Open(tiny.Write(temporary));

        foreach (var tensor in file.Tensors)
        {
            BitConverter.ToSingle(file.ReadRows(tensor, 0, 1)).ShouldBe(tiny.Weights[tensor.Name][0]);
        }
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "empty", "not a GGUF file" },
        { "magic", "not a GGUF file" },
        { "version", "version 1 is not supported" },
        { "big-endian", "big-endian" },
        { "tensor count", "tensors, more than it can hold" },
        { "metadata count", "metadata entries, more than it can hold" },
        { "value type", "value type 99 is not defined" },
        { "nested array", "Arrays of arrays" },
        { "array count", "more than it can hold" },
        { "twice", "occurs twice" },
        { "alignment", "power of two" },
        { "tensor twice", "occurs twice" },
        { "tensor type", "type 4 is not known" },
        { "dimensions", "5 dimensions" },
        { "zero", "size is impossible" },
        { "huge", "size is impossible" },
        { "row", "no multiple of the 32" },
        { "truncated", "beyond the end of the file" },
        { "utf-8", "not valid UTF-8" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Open_OfMalformedFile_SaysWhatIsWrong(string fault, string message)
    {
        using var temporary = new TemporaryFolder();
        var tiny = new TinyModel();
        byte[] Also(Action<GgufBuilder> also) => (tiny with { Also = also }).Build();
        var whole = tiny.Build();
        var bytes = fault switch
        {
            "empty" => [],
            "magic" => [.. "GGML"u8, .. whole[4..]],
            "version" => Also(builder => builder.Version = 1),
            "big-endian" => Also(builder => builder.Version = 0x0300_0000),
            "tensor count" => Also(builder => builder.TensorCount = ulong.MaxValue),
            "metadata count" => Also(builder => builder.MetadataCount = 1UL << 40),
            "value type" => Also(builder => builder.SetRaw("x", [99, 0, 0, 0])),
            "nested array" => Also(builder => builder.SetRaw("x", [9, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])),
            "array count" => Also(builder => builder.SetRaw("x", [9, 0, 0, 0, 4, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 127])),
            "twice" => Also(builder => builder.Set("general.architecture", "qwen2")),
            "alignment" => Also(builder => builder.Set("general.alignment", 24u)),
            "tensor twice" => Also(builder => builder.Tensor("output_norm.weight", 0, [1], new byte[4])),
            "tensor type" => Also(builder => builder.Tensor("x", 4, [32], new byte[32])),
            "dimensions" => Also(builder => builder.Tensor("x", 0, [1, 1, 1, 1, 1], new byte[4])),
            "zero" => Also(builder => builder.Tensor("x", 0, [0], [])),
            "huge" => Also(builder => builder.Tensor("x", 0, [int.MaxValue, int.MaxValue, 4], new byte[4])),
            "row" => Also(builder => builder.Tensor("x", 2, [33], new byte[36])),
            "utf-8" => Also(builder => builder.SetRaw("x", [8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xFF]).Set("\ud800", 1u)),
            _ => whole[..^64],
        };
        File.WriteAllBytes(temporary["bad.gguf"], bytes);

        var exception = Should.Throw<ModelFormatException>(() =>
        {
            using var file = GgufFile.Open(temporary["bad.gguf"]);
            file.Metadata.FindString("x");
        });

        exception.Message.ShouldContain(message);
        exception.Message.ShouldNotContain(temporary.Path);
    }

    [Fact]
    public void Dispose_Twice_IsHarmlessAndLaterReadsAreRefused()
    {
        var file = GgufFile.Open(RepositoryFiles.DefaultModel);
        file.Dispose();
        file.Dispose();

        Should.Throw<ObjectDisposedException>(file.ReadVocabulary);
    }
}
