using System.Text;
using HybridAi.Import;

namespace HybridAi.Benchmarks.Local;

/// <summary>The shape of a decoder whose weights do not matter.</summary>
internal sealed record ModelShape(string Name, int Layers, int Hidden, int FeedForward, int Heads, int KeyValueHeads, int HeadSize)
{
    /// <summary>The shapes of models of 0.5, 1.5 and 3 billion weights that are in use (those of Qwen 2.5), with the built-in model's vocabulary.</summary>
    public static IReadOnlyList<ModelShape> Common { get; } =
    [
        new("0.5B (24 × 896, FFN 4864)", 24, 896, 4864, 14, 2, 64),
        new("1.5B (28 × 1536, FFN 8960)", 28, 1536, 8960, 12, 2, 128),
        new("3B (36 × 2048, FFN 11008)", 36, 2048, 11008, 16, 2, 128),
    ];
}

/// <summary>Writes GGUF files with random Q4_1 weights, for measuring speed and memory of shapes.</summary>
internal static class RandomGguf
{
    private const int Alignment = 32;
    private const uint F32 = 0, Q4Offset = 3, Q8 = 8;

    public static void Write(string path, ModelShape shape, TokenizerVocabulary vocabulary)
    {
        var tensors = Tensors(shape, vocabulary.Tokens.Count);
        using var writer = new BinaryWriter(File.Create(path), Encoding.UTF8);
        var keys = Keys(shape, vocabulary);
        writer.Write(0x46554747u);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)keys.Count);
        keys.ForEach(key => key(writer));
        long offset = 0;
        foreach (var (name, type, dimensions) in tensors)
        {
            Text(writer, name);
            writer.Write((uint)dimensions.Length);
            Array.ForEach(dimensions, size => writer.Write((ulong)size));
            writer.Write(type);
            writer.Write((ulong)offset);
            offset += Padded(Bytes(type, dimensions));
        }

        writer.Write(new byte[Padded(writer.BaseStream.Position) - writer.BaseStream.Position]);
        var random = new Random(7);
        foreach (var (_, type, dimensions) in tensors)
            Data(writer, type, Bytes(type, dimensions), random);
    }

    private static List<(string Name, uint Type, long[] Dimensions)> Tensors(ModelShape shape, int vocabulary)
    {
        long hidden = shape.Hidden, query = shape.Heads * shape.HeadSize, key = shape.KeyValueHeads * shape.HeadSize;
        var tensors = new List<(string, uint, long[])> { ("token_embd.weight", Q8, [hidden, vocabulary]), ("output_norm.weight", F32, [hidden]) };
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            tensors.Add(($"blk.{layer}.attn_norm.weight", F32, [hidden]));
            tensors.Add(($"blk.{layer}.attn_q.weight", Q4Offset, [hidden, query]));
            tensors.Add(($"blk.{layer}.attn_k.weight", Q4Offset, [hidden, key]));
            tensors.Add(($"blk.{layer}.attn_v.weight", Q4Offset, [hidden, key]));
            tensors.Add(($"blk.{layer}.attn_output.weight", Q4Offset, [query, hidden]));
            tensors.Add(($"blk.{layer}.ffn_norm.weight", F32, [hidden]));
            tensors.Add(($"blk.{layer}.ffn_gate.weight", Q4Offset, [hidden, shape.FeedForward]));
            tensors.Add(($"blk.{layer}.ffn_up.weight", Q4Offset, [hidden, shape.FeedForward]));
            tensors.Add(($"blk.{layer}.ffn_down.weight", Q4Offset, [shape.FeedForward, hidden]));
        }

        return tensors;
    }

    private static long Bytes(uint type, long[] dimensions) => dimensions.Aggregate(1L, (product, size) => product * size) * (type switch
    {
        F32 => 32 * 4,
        Q4Offset => 2 + 2 + 16,
        _ => 2 + 32,
    }) / 32;

    private static long Padded(long position) => (position + Alignment - 1) / Alignment * Alignment;

    // A megabyte of random blocks, repeated: the kernels do not notice.
    private static void Data(BinaryWriter writer, uint type, long bytes, Random random)
    {
        var block = type == F32 ? 4 : type == Q4Offset ? 20 : 34;
        var pattern = new byte[block * 40_000];
        random.NextBytes(pattern);
        for (var at = 0; at < pattern.Length; at += block)
        {
            if (type == F32)
            {
                BitConverter.TryWriteBytes(pattern.AsSpan(at), 1f);
                continue;
            }

            BitConverter.TryWriteBytes(pattern.AsSpan(at), (Half)(type == Q4Offset ? 0.004f : 0.0003f));
            if (type == Q4Offset)
                BitConverter.TryWriteBytes(pattern.AsSpan(at + 2), (Half)(-0.03f));
        }

        for (var left = bytes; left > 0; left -= pattern.Length)
            writer.Write(pattern, 0, (int)Math.Min(left, pattern.Length));
        writer.Write(new byte[Padded(bytes) - bytes]);
    }

    private static List<Action<BinaryWriter>> Keys(ModelShape shape, TokenizerVocabulary vocabulary) =>
    [
        Key("general.architecture", "llama"),
        Key("general.name", "random " + shape.Name),
        Key("llama.context_length", 4096u),
        Key("llama.embedding_length", (uint)shape.Hidden),
        Key("llama.block_count", (uint)shape.Layers),
        Key("llama.feed_forward_length", (uint)shape.FeedForward),
        Key("llama.attention.head_count", (uint)shape.Heads),
        Key("llama.attention.head_count_kv", (uint)shape.KeyValueHeads),
        Key("llama.rope.dimension_count", (uint)shape.HeadSize),
        Key("llama.rope.freq_base", 100_000f),
        Key("llama.attention.layer_norm_rms_epsilon", 1e-5f),
        Key("tokenizer.ggml.model", "gpt2"),
        Key("tokenizer.ggml.pre", vocabulary.PreTokenizer),
        Key("tokenizer.ggml.bos_token_id", (uint)vocabulary.BosId!),
        Key("tokenizer.ggml.eos_token_id", (uint)vocabulary.EosId!),
        Key("tokenizer.chat_template", vocabulary.ChatTemplate!),
        List("tokenizer.ggml.tokens", 8u, vocabulary.Tokens, Text),
        List("tokenizer.ggml.merges", 8u, vocabulary.Merges, Text),
        List("tokenizer.ggml.token_type", 5u, vocabulary.Kinds, (writer, kind) => writer.Write((int)kind)),
    ];

    private static Action<BinaryWriter> Key(string name, object value) => writer =>
    {
        Text(writer, name);
        switch (value)
        {
            case uint number:
                writer.Write(4u);
                writer.Write(number);
                break;
            case float number:
                writer.Write(6u);
                writer.Write(number);
                break;
            default:
                writer.Write(8u);
                Text(writer, (string)value);
                break;
        }
    };

    private static Action<BinaryWriter> List<T>(string name, uint type, IReadOnlyList<T> values, Action<BinaryWriter, T> write) => writer =>
    {
        Text(writer, name);
        writer.Write(9u);
        writer.Write(type);
        writer.Write((ulong)values.Count);
        foreach (var value in values)
            write(writer, value);
    };

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
