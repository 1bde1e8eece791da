using HybridAi.Import.Support;

namespace HybridAi.Import.Gguf;

/// <summary>Thousands of damaged files: each gives a result or a <see cref="ModelFormatException"/>, and never much memory.</summary>
public sealed class GgufFuzzTests
{
    private static readonly ulong[] _absurd = [0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF, 1UL << 32, 1UL << 40, long.MaxValue, ulong.MaxValue];

    [Fact]
    public void Parse_OfDamagedHeaders_NeverFailsOtherwise()
    {
        var random = new Random(11);
        var whole = new TinyModel { Biases = true, Tied = false }.Build();
        var header = HeaderLength(whole);
        var before = GC.GetAllocatedBytesForCurrentThread();
        const int rounds = 3000;
        for (var round = 0; round < rounds; round++)
        {
            var damaged = Damage(random, whole, header);
            try
            {
                GgufHeader.Parse(damaged, damaged.Length);
            }
            catch (ModelFormatException)
            {
            }
        }

        // A parsed header takes some 30 KB, the copy of the file 200 KB.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / rounds).ShouldBeLessThan(whole.Length + 200_000);
    }

    [Fact]
    public void Parse_OfEveryTruncation_IsAnError()
    {
        var whole = new TinyModel().Build();
        var header = HeaderLength(whole);
        for (var length = 0; length < header; length += 7)
        {
            Should.Throw<ModelFormatException>(() => GgufHeader.Parse(whole.AsSpan(0, length), length));
        }
    }

    [Fact]
    public void Import_OfDamagedFiles_NeverFailsOtherwise()
    {
        using var temporary = new TemporaryFolder();
        var random = new Random(12);
        var whole = new TinyModel { Layers = 1, RopeFactors = true }.Build();
        var header = HeaderLength(whole);
        var refused = 0;
        for (var round = 0; round < 150; round++)
        {
            File.WriteAllBytes(temporary["bad.gguf"], Damage(random, whole, header));
            try
            {
                ModelImporter.Import(temporary["bad.gguf"], temporary["model"]);
            }
            catch (ModelFormatException exception)
            {
                refused++;
                exception.Message.ShouldNotContain(temporary.Path);
            }
        }

        refused.ShouldBeGreaterThan(50);
        Directory.GetFileSystemEntries(temporary.Path).Length.ShouldBeLessThanOrEqualTo(2);
    }

    private static byte[] Damage(Random random, byte[] whole, int header)
    {
        var damaged = random.Next(8) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (var count = random.Next(1, 4); count > 0 && damaged.Length > 24; count--)
        {
            var at = random.Next(Math.Min(header, damaged.Length) - 8);
            switch (random.Next(3))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    BitConverter.TryWriteBytes(damaged.AsSpan(at), _absurd[random.Next(_absurd.Length)]);
                    break;
                default:
                    BitConverter.TryWriteBytes(damaged.AsSpan(at), (uint)random.Next());
                    break;
            }
        }

        return damaged;
    }

    private static int HeaderLength(byte[] whole) => (int)GgufHeader.Parse(whole, whole.Length).Tensors.Min(static tensor => tensor.Offset);
}
