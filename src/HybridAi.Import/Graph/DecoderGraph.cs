using System.Runtime.InteropServices;
using HybridAi.Import.Weights;

namespace HybridAi.Import.Graph;

/// <summary>
/// Builds the ONNX graph of a decoder for ONNX Runtime GenAI: packed or separate projections, grouped-query attention with
/// rotation inside, gated feed-forward, logits of every position, and the hidden state after a middle layer.
/// </summary>
internal sealed class DecoderGraph
{
    private const string Batch = "batch_size";

    private readonly DecoderShape _shape;
    private readonly GgufFile _file;
    private readonly TensorCatalog _tensors;
    private readonly OnnxGraph _graph;
    private readonly DataFile _data;
    private readonly WeightPolicy _policy;
    private readonly LinearLayers _linear;

    public DecoderGraph(GgufFile file, DecoderShape shape, OnnxGraph graph, DataFile data, WeightPolicy policy, int accuracyLevel)
    {
        (_file, _shape, _graph, _data, _policy) = (file, shape, graph, data, policy);
        _tensors = new(file);
        _linear = new(graph, data, accuracyLevel);
        Build();
        if (!shape.ProbeOnly)
        {
            _tensors.ThrowIfAnyLeft();
        }
    }

    /// <summary>Name of the extra output with the hidden state after the given number of layers.</summary>
    public static string ProbeOutput(int layer) => $"hidden_state_{layer}";

    private void Build()
    {
        _graph.Input("input_ids", OnnxType.Int64, Batch, "sequence_length");
        _graph.Input("attention_mask", OnnxType.Int64, Batch, "total_sequence_length");
        _graph.Output("logits", OnnxType.Float, Batch, "sequence_length", _shape.LogitsWidth);

        var tied = !_tensors.Has("output.weight");
        var embedding = _linear.Store("token_embd", Matrix("token_embd.weight", _shape.Vocabulary, _shape.Hidden), _policy);
        var head = tied || _shape.ProbeOnly ? embedding : _linear.Store("output", Matrix("output.weight", _shape.Vocabulary, _shape.Hidden), _policy);
        Lengths();
        Rotation();

        var residual = _linear.Gather(embedding, "input_ids", "hidden_0");
        var normed = RmsNorm(residual, Norm("blk.0.attn_norm"), "normed_0");
        for (var layer = 0; layer < _shape.BuiltLayers; layer++)
        {
            var block = $"blk.{layer}";
            var attended = Attention(block, layer, normed);
            (normed, residual) = AddAndNorm($"{block}.mid", residual, attended, Norm($"{block}.ffn_norm"));
            var fed = FeedForward(block, normed);
            var last = layer + 1 == _shape.Layers;
            var next = last ? "output_norm" : $"blk.{layer + 1}.attn_norm";
            (normed, residual) = AddAndNorm($"{block}.end", residual, fed, Norm(next), keepSum: !last);
            if (layer + 1 == _shape.ProbeLayer)
            {
                Probe(residual);
            }
        }

        if (_shape.ProbeOnly)
        {
            _graph.Op("Identity", "logits", [residual]);
            return;
        }

        _linear.Multiply(head, normed, "logits");
    }

    private void Lengths()
    {
        var one = _graph.Constant("one", [1]);
        var sum = _graph.Op("ReduceSum", "mask_sum", ["attention_mask", one], ("keepdims", 0));
        var past = _graph.Op("Sub", "last_index", [sum, one]);
        _graph.Op("Cast", "seqlens_k", [past], ("to", (int)OnnxType.Int32));
        var shape = _graph.Op("Shape", "mask_shape", ["attention_mask"]);
        var total = _graph.Op("Gather", "mask_length", [shape, _graph.Constant("one_scalar", [1], scalar: true)], ("axis", 0));
        _graph.Op("Cast", "total_length", [total], ("to", (int)OnnxType.Int32));
    }

    private void Rotation()
    {
        var half = _shape.HeadSize / 2;
        var table = new RotaryTable(_shape, _tensors.FindVector("rope_freqs.weight", half));
        foreach (var (name, sine) in ((string, bool)[])[("cos_cache", false), ("sin_cache", true)])
        {
            var offset = _data.Reserve(name, OnnxType.Float, [_shape.Context, half]);
            _data.AddRows(_shape.Context, half, (handle, first, count) =>
                RandomAccess.Write(handle, table.Rows(first, count, sine), offset + (first * half * sizeof(float))));
        }
    }

    private string Attention(string block, int layer, string input)
    {
        var (heads, kvHeads, size) = (_shape.Heads, _shape.KeyValueHeads, _shape.HeadSize);
        SourceMatrix.Part[] parts =
        [
            new(_tensors.Matrix($"{block}.attn_q.weight", heads * size, _shape.Hidden), _shape.InterleavedRope ? size : 0),
            new(_tensors.Matrix($"{block}.attn_k.weight", kvHeads * size, _shape.Hidden), _shape.InterleavedRope ? size : 0),
            new(_tensors.Matrix($"{block}.attn_v.weight", kvHeads * size, _shape.Hidden)),
        ];
        float[]?[] biases = [Bias($"{block}.attn_q", parts[0]), Bias($"{block}.attn_k", parts[1]), Bias($"{block}.attn_v", parts[2])];
        var perHeadNorms = _shape.Architecture == "qwen3";
        string query, key = "", value = "";
        var packed = new SourceMatrix(_file, parts);
        if (packed.IsUniform && !perHeadNorms && biases.Count(static bias => bias is null) is 0 or 3)
        {
            var bias = biases[0] is null ? null : biases.SelectMany(static part => part!).ToArray();
            query = _linear.Multiply(_linear.Store($"{block}.qkv", packed, _policy), input, $"{block}.qkv.out", Named($"{block}.qkv.bias", bias));
        }
        else
        {
            var separate = new string[3];
            for (var i = 0; i < 3; i++)
            {
                var name = $"{block}.{"qkv"[i]}";
                separate[i] = _linear.Multiply(
                    _linear.Store(name, new(_file, parts[i]), _policy), input, $"{name}.out", Named($"{name}.bias", biases[i]));
            }

            (query, key, value) = (separate[0], separate[1], separate[2]);
            if (perHeadNorms)
            {
                query = HeadNorm(query, $"{block}.attn_q_norm", heads);
                key = HeadNorm(key, $"{block}.attn_k_norm", kvHeads);
            }
        }

        var (pastKey, pastValue) = ($"past_key_values.{layer}.key", $"past_key_values.{layer}.value");
        var (presentKey, presentValue) = ($"present.{layer}.key", $"present.{layer}.value");
        foreach (var (past, present) in ((string, string)[])[(pastKey, presentKey), (pastValue, presentValue)])
        {
            _graph.Input(past, OnnxType.Float, Batch, kvHeads, "past_sequence_length", size);
            _graph.Output(present, OnnxType.Float, Batch, kvHeads, "total_sequence_length", size);
        }

        var context = _graph.ContribOp(
            "GroupQueryAttention",
            [$"{block}.context", presentKey, presentValue],
            [query, key, value, pastKey, pastValue, "seqlens_k", "total_length", "cos_cache", "sin_cache"],
            ("num_heads", heads), ("kv_num_heads", kvHeads), ("scale", 1 / MathF.Sqrt(size)), ("do_rotary", 1), ("rotary_interleaved", 0));
        var output = _linear.Store($"{block}.attn_output", Matrix($"{block}.attn_output.weight", _shape.Hidden, heads * size), _policy);
        return _linear.Multiply(
            output, context, $"{block}.attended", Named($"{block}.attn_output.bias", _tensors.FindVector($"{block}.attn_output.bias", _shape.Hidden)));
    }

    private string HeadNorm(string input, string name, int heads)
    {
        var size = _shape.HeadSize;
        var split = _graph.Op("Reshape", $"{name}.split", [input, _graph.Constant($"{name}.heads", [0, 0, heads, size])]);
        var normed = RmsNorm(split, Norm(name, size), $"{name}.normed");
        return _graph.Op("Reshape", $"{name}.out", [normed, _graph.Constant($"{name}.flat", [0, 0, heads * size])]);
    }

    private string FeedForward(string block, string input)
    {
        var gate = _linear.Store($"{block}.ffn_gate", Matrix($"{block}.ffn_gate.weight", _shape.FeedForward, _shape.Hidden), _policy);
        var up = _linear.Store($"{block}.ffn_up", Matrix($"{block}.ffn_up.weight", _shape.FeedForward, _shape.Hidden), _policy);
        var down = _linear.Store($"{block}.ffn_down", Matrix($"{block}.ffn_down.weight", _shape.Hidden, _shape.FeedForward), _policy);
        var gated = _linear.Multiply(gate, input, $"{block}.gate.out");
        var raised = _linear.Multiply(up, input, $"{block}.up.out");
        var sigmoid = _graph.Op("Sigmoid", $"{block}.sigmoid", [gated]);
        var swish = _graph.Op("Mul", $"{block}.swish", [gated, sigmoid]);
        return _linear.Multiply(down, _graph.Op("Mul", $"{block}.product", [swish, raised]), $"{block}.fed");
    }

    private string RmsNorm(string input, string weight, string output) => _graph.Op(
        "SimplifiedLayerNormalization", output, [input, weight], ("epsilon", _shape.Epsilon), ("axis", -1), ("stash_type", 1));

    private (string Normed, string Sum) AddAndNorm(string name, string residual, string added, string weight, bool keepSum = true)
    {
        ReadOnlySpan<string> outputs = keepSum ? [$"{name}.normed", "", "", $"{name}.sum"] : [$"{name}.normed"];
        var normed = _graph.ContribOp("SkipSimplifiedLayerNormalization", outputs, [residual, added, weight], ("epsilon", _shape.Epsilon));
        return (normed, $"{name}.sum");
    }

    private void Probe(string residual)
    {
        var output = _graph.Output(ProbeOutput(_shape.ProbeLayer), OnnxType.Float, Batch, 1, _shape.Hidden);
        _graph.Op(
            "Slice",
            output,
            [
                residual, _graph.Constant("probe.start", [-1]), _graph.Constant("probe.end", [int.MaxValue]), _graph.Constant("probe.axis", [1]),
            ]);
    }

    private SourceMatrix Matrix(string name, long rows, long columns) => new(_file, new SourceMatrix.Part(_tensors.Matrix(name, rows, columns)));

    private string Norm(string name, int? length = null) => Named($"{name}.weight", _tensors.Vector($"{name}.weight", length ?? _shape.Hidden))!;

    /// <summary>A bias of q or k has the order of its matrix's rows.</summary>
    private float[]? Bias(string name, SourceMatrix.Part part)
    {
        var bias = _tensors.FindVector($"{name}.bias", (int)part.Tensor.Rows);
        return bias is null || part.HeadSize == 0
            ? bias
            : [.. Enumerable.Range(0, bias.Length).Select(row => bias[SourceMatrix.Interleaved(row, part.HeadSize)])];
    }

    private string? Named(string name, float[]? values)
    {
        if (values is null)
        {
            return null;
        }

        var offset = _data.Reserve(name, OnnxType.Float, [values.Length]);
        _data.AddBytes(offset, () => MemoryMarshal.AsBytes<float>(values).ToArray());
        return name;
    }
}
