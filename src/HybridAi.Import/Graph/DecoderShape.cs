using HybridAi.Import.Gguf;

namespace HybridAi.Import.Graph;

/// <summary>The facts of a decoder that its graph is built from, checked for sense.</summary>
internal sealed record DecoderShape
{
    /// <summary>Longest context that is built: the rotation tables grow with it (Llama 3.x: 131,072 positions, 33 MB).</summary>
    internal const int MaxContext = 131_072;

    public required string Architecture { get; init; }

    public required int Layers { get; init; }

    public required int Hidden { get; init; }

    public required int FeedForward { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required int Context { get; init; }

    public required int Vocabulary { get; init; }

    public required float Epsilon { get; init; }

    public required float RopeBase { get; init; }

    /// <summary>Positions are divided by this (linear scaling); 1 without.</summary>
    public required float RopeScale { get; init; }

    /// <summary>Whether q and k rows are stored in the interleaved order.</summary>
    public required bool InterleavedRope { get; init; }

    /// <summary>Layers after which the hidden state is an extra output, 0 for none: 16 of 30, and so in proportion.</summary>
    public int ProbeLayer => Layers < 2 ? 0 : Math.Clamp((int)Math.Round(Layers * 8 / 15.0), 1, Layers - 1);

    /// <summary>Whether the graph ends with the hidden state.</summary>
    public bool ProbeOnly { get; init; }

    /// <summary>Layers in the graph.</summary>
    public int BuiltLayers => ProbeOnly ? ProbeLayer : Layers;

    /// <summary>Length of a row of what the runtime takes for logits; without answers any row will do.</summary>
    public int LogitsWidth => ProbeOnly ? Hidden : Vocabulary;

    public static DecoderShape Read(GgufFile file)
    {
        var metadata = file.Metadata;
        var architecture = file.Architecture;
        if (architecture is not ("llama" or "qwen2" or "qwen3"))
        {
            throw new ModelFormatException(
                $"The architecture '{Printable.Clip(architecture)}' is not supported; llama, qwen2 and qwen3 are.", "general.architecture");
        }

        if (metadata.FindInt("split.count", 0, int.MaxValue) > 1)
        {
            throw new ModelFormatException("The model is split over several files; join them first (llama-gguf-split --merge).", "split.count");
        }

        string Key(string name) => $"{architecture}.{name}";
        if (metadata.FindInt(Key("expert_count"), 0, int.MaxValue) > 0)
        {
            throw new ModelFormatException("Mixture-of-experts models are not supported.", Key("expert_count"));
        }

        var hidden = metadata.GetInt(Key("embedding_length"), 16, 1 << 17);
        var heads = metadata.GetInt(Key("attention.head_count"), 1, 1024);
        var kvHeads = metadata.FindInt(Key("attention.head_count_kv"), 1, heads) ?? heads;
        if (heads % kvHeads != 0)
        {
            throw new ModelFormatException("The number of heads is no multiple of the key/value heads.", Key("attention.head_count_kv"));
        }

        var headSize = metadata.FindInt(Key("attention.key_length"), 8, 1024) ?? hidden / heads;
        if (headSize % 16 != 0 || (metadata.FindInt(Key("attention.value_length"), 1, 1024) ?? headSize) != headSize)
        {
            throw new ModelFormatException("The head size must be a multiple of 16 and equal for keys and values.", Key("attention.key_length"));
        }

        if ((metadata.FindInt(Key("rope.dimension_count"), 0, 1024) ?? headSize) != headSize)
        {
            throw new ModelFormatException("A rotation of only a part of each head is not supported.", Key("rope.dimension_count"));
        }

        var context = metadata.GetInt(Key("context_length"), 16, int.MaxValue);
        if (metadata.FindInt(Key("attention.sliding_window"), 0, int.MaxValue) is { } window and > 0 && window < context)
        {
            throw new ModelFormatException("Sliding-window attention is not supported.", Key("attention.sliding_window"));
        }

        return new()
        {
            Architecture = architecture,
            Layers = metadata.GetInt(Key("block_count"), 1, 1024),
            Hidden = hidden,
            FeedForward = metadata.GetInt(Key("feed_forward_length"), 16, 1 << 20),
            Heads = heads,
            KeyValueHeads = kvHeads,
            HeadSize = headSize,
            Context = Math.Min(context, MaxContext),
            Vocabulary = CountRows(file),
            Epsilon = Positive(metadata, Key("attention.layer_norm_rms_epsilon"), null),
            RopeBase = Positive(metadata, Key("rope.freq_base"), 10_000f),
            RopeScale = ReadRopeScale(metadata, Key),
            InterleavedRope = architecture == "llama",
        };
    }

    private static int CountRows(GgufFile file) => file.Tensors.FirstOrDefault(static tensor => tensor.Name == "token_embd.weight") is { } embedding
        ? (int)Math.Min(embedding.Rows, int.MaxValue)
        : throw new ModelFormatException("The file holds no weights (a vocabulary only?).", "token_embd.weight");

    private static float ReadRopeScale(GgufMetadata metadata, Func<string, string> key) =>
        metadata.FindString(key("rope.scaling.type")) switch
        {
            null => Positive(metadata, key("rope.scale_linear"), 1),
            "none" => 1,
            "linear" => Positive(metadata, key("rope.scaling.factor"), 1),
            var type => throw new ModelFormatException($"Position scaling '{Printable.Clip(type)}' is not supported.", key("rope.scaling.type")),
        };

    private static float Positive(GgufMetadata metadata, string key, float? byDefault)
    {
        var value = metadata.FindFloat(key) ?? byDefault ?? throw new ModelFormatException("A needed metadata value is missing.", key);
        return value > 0 ? value : throw new ModelFormatException("The value must be above zero.", key);
    }
}
