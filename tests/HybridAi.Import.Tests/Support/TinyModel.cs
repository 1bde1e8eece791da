using System.Runtime.InteropServices;
using HybridAi.Import.Gguf;

namespace HybridAi.Import.Support;

/// <summary>A random model of a few thousand weights, as a GGUF file; every feature can be switched.</summary>
internal sealed record TinyModel
{
    public string Architecture { get; init; } = "llama";

    public int Layers { get; init; } = 2;

    public int Hidden { get; init; } = 64;

    public int Heads { get; init; } = 4;

    public int KeyValueHeads { get; init; } = 2;

    public int HeadSize { get; init; } = 16;

    public int FeedForward { get; init; } = 96;

    public int Vocabulary { get; init; } = 64;

    public bool Tied { get; init; } = true;

    public bool Biases { get; init; }

    public bool RopeFactors { get; init; }

    public float LinearScale { get; init; } = 1;

    public float RopeBase { get; init; } = 10_000;

    public string PreTokenizer { get; init; } = "gpt-2";

    /// <summary>Type of the matrices; others than F32 need sizes that are multiples of its block.</summary>
    internal GgufType Type { get; init; }

    /// <summary>Extra or overriding steps at the end.</summary>
    public Action<GgufBuilder>? Also { get; init; }

    /// <summary>The weights by name, in GGUF row order; filled by <see cref="Build"/>.</summary>
    public Dictionary<string, float[]> Weights { get; } = [];

    public byte[] Build() => BuildWith(Vocabulary);

    /// <summary>With another number of vocabulary entries than embedding rows.</summary>
    public byte[] BuildWith(int entries)
    {
        var random = new Random(7);
        var builder = new GgufBuilder()
            .Set("general.architecture", Architecture)
            .Set($"{Architecture}.block_count", (uint)Layers)
            .Set($"{Architecture}.context_length", 64u)
            .Set($"{Architecture}.embedding_length", (uint)Hidden)
            .Set($"{Architecture}.feed_forward_length", (uint)FeedForward)
            .Set($"{Architecture}.attention.head_count", (uint)Heads)
            .Set($"{Architecture}.attention.head_count_kv", (uint)KeyValueHeads)
            .Set($"{Architecture}.attention.key_length", (uint)HeadSize)
            .Set($"{Architecture}.attention.layer_norm_rms_epsilon", 1e-5f)
            .Set($"{Architecture}.rope.freq_base", RopeBase);
        if (LinearScale != 1)
        {
            builder.Set($"{Architecture}.rope.scaling.type", "linear").Set($"{Architecture}.rope.scaling.factor", LinearScale);
        }

        AddVocabulary(builder, entries, PreTokenizer);

        void Add(string name, float spread, float centre, params long[] dimensions)
        {
            var values = new float[dimensions.Aggregate(1L, static (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = centre + (spread * ((float)random.NextDouble() - 0.5f));
            }

            Weights[name] = values;
            builder.Tensor(name, 0, dimensions, MemoryMarshal.AsBytes<float>(values).ToArray());
        }

        void Matrix(string name, float spread, int columns, int rows)
        {
            if (Type == GgufType.F32)
            {
                Add(name, spread, 0, columns, rows);
                return;
            }

            var data = RandomBlocks.Create(random, Type, columns * rows, spread / 2);
            Weights[name] = RandomBlocks.Read(Type, data);
            builder.Tensor(name, (uint)Type, [columns, rows], data);
        }

        void Linear(string name, int columns, int rows)
        {
            Matrix($"{name}.weight", Type == GgufType.F32 ? 0.5f : 0.25f, columns, rows);
            if (Biases && name[^6..] is "attn_q" or "attn_k" or "attn_v")
            {
                Add($"{name}.bias", 1, 0, rows);
            }
        }

        Matrix("token_embd.weight", Type == GgufType.F32 ? 2 : 0.5f, Hidden, Vocabulary);
        if (!Tied)
        {
            Matrix("output.weight", Type == GgufType.F32 ? 1 : 0.5f, Hidden, Vocabulary);
        }

        if (RopeFactors)
        {
            Add("rope_freqs.weight", 3, 2.5f, HeadSize / 2);
        }

        Add("output_norm.weight", 0.5f, 1, Hidden);
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = $"blk.{layer}";
            Add($"{block}.attn_norm.weight", 0.5f, 1, Hidden);
            Add($"{block}.ffn_norm.weight", 0.5f, 1, Hidden);
            Linear($"{block}.attn_q", Hidden, Heads * HeadSize);
            Linear($"{block}.attn_k", Hidden, KeyValueHeads * HeadSize);
            Linear($"{block}.attn_v", Hidden, KeyValueHeads * HeadSize);
            Linear($"{block}.attn_output", Heads * HeadSize, Hidden);
            Linear($"{block}.ffn_gate", Hidden, FeedForward);
            Linear($"{block}.ffn_up", Hidden, FeedForward);
            Linear($"{block}.ffn_down", FeedForward, Hidden);
            if (Architecture == "qwen3")
            {
                Add($"{block}.attn_q_norm.weight", 0.5f, 1, HeadSize);
                Add($"{block}.attn_k_norm.weight", 0.5f, 1, HeadSize);
            }
        }

        Also?.Invoke(builder);
        return builder.Build();
    }

    public string Write(TemporaryFolder folder, string name = "tiny.gguf")
    {
        File.WriteAllBytes(folder[name], Build());
        return folder[name];
    }

    /// <summary>Three control tokens and single letters of the byte alphabet.</summary>
    public static GgufBuilder AddVocabulary(GgufBuilder builder, int count, string preTokenizer = "gpt-2") => builder
        .Set("tokenizer.ggml.model", "gpt2")
        .Set("tokenizer.ggml.pre", preTokenizer)
        .Set("tokenizer.ggml.tokens", (string[])["<unk>", "<s>", "</s>", "<x>", .. Enumerable.Range('!', count - 5).Select(static c => ((char)c).ToString()), "ab"])
        .Set("tokenizer.ggml.token_type", (int[])[2, 3, 3, 3, .. Enumerable.Repeat(1, count - 4)])
        .Set("tokenizer.ggml.merges", (string[])["a b"])
        .Set("tokenizer.ggml.bos_token_id", 1u)
        .Set("tokenizer.ggml.eos_token_id", 2u)
        .Set("tokenizer.ggml.padding_token_id", 2u);
}
