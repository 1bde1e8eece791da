namespace HybridAi.Import.Support;

/// <summary>
/// A decoder in plain scalar loops over GGUF tensors, written from the architectures' definitions and sharing no code with
/// the importer. Rotates interleaved pairs for llama, as its rows are stored, and halves for qwen.
/// </summary>
internal sealed class ReferenceDecoder(TinyModel model)
{
    /// <summary>Logits of every position, and the residual stream of the last position after each layer.</summary>
    public (float[][] Logits, float[][] Hidden) Run(int[] tokens)
    {
        var stream = tokens.Select(token => Row("token_embd.weight", token, model.Hidden)).ToArray();
        var hidden = new float[model.Layers][];
        for (var layer = 0; layer < model.Layers; layer++)
        {
            Attend(stream, $"blk.{layer}");
            foreach (var x in stream)
            {
                var normed = Norm(x, model.Weights[$"blk.{layer}.ffn_norm.weight"]);
                var gate = Times($"blk.{layer}.ffn_gate", normed);
                var up = Times($"blk.{layer}.ffn_up", normed);
                var product = gate.Zip(up, static (g, u) => g / (1 + MathF.Exp(-g)) * u).ToArray();
                Add(x, Times($"blk.{layer}.ffn_down", product));
            }

            hidden[layer] = [.. stream[^1]];
        }

        var head = model.Tied ? "token_embd" : "output";
        return ([.. stream.Select(x => Times(head, Norm(x, model.Weights["output_norm.weight"])))], hidden);
    }

    private void Attend(float[][] stream, string block)
    {
        var (size, group) = (model.HeadSize, model.Heads / model.KeyValueHeads);
        var normed = stream.Select(x => Norm(x, model.Weights[$"{block}.attn_norm.weight"])).ToArray();
        var queries = normed.Select((x, at) => Rotated(Times($"{block}.attn_q", x), at, $"{block}.attn_q_norm.weight")).ToArray();
        var keys = normed.Select((x, at) => Rotated(Times($"{block}.attn_k", x), at, $"{block}.attn_k_norm.weight")).ToArray();
        var values = normed.Select(x => Times($"{block}.attn_v", x)).ToArray();
        for (var at = 0; at < stream.Length; at++)
        {
            var context = new float[model.Heads * size];
            for (var head = 0; head < model.Heads; head++)
            {
                var (own, shared) = (head * size, head / group * size);
                var scores = Enumerable.Range(0, at + 1).Select(past =>
                    Enumerable.Range(0, size).Sum(i => (double)queries[at][own + i] * keys[past][shared + i]) / Math.Sqrt(size)).ToArray();
                var peak = scores.Max();
                var weights = scores.Select(score => Math.Exp(score - peak)).ToArray();
                var total = weights.Sum();
                for (var i = 0; i < size; i++)
                {
                    context[own + i] = (float)weights.Select((weight, past) => weight * values[past][shared + i] / total).Sum();
                }
            }

            Add(stream[at], Times($"{block}.attn_output", context));
        }
    }

    private float[] Rotated(float[] heads, int position, string norm)
    {
        var size = model.HeadSize;
        for (var head = 0; head < heads.Length; head += size)
        {
            if (model.Weights.TryGetValue(norm, out var weight))
            {
                Norm(heads[head..(head + size)], weight).CopyTo(heads, head);
            }

            for (var i = 0; i < size / 2; i++)
            {
                var factor = model.Weights.TryGetValue("rope_freqs.weight", out var factors) ? factors[i] : 1;
                var angle = position / model.LinearScale * Math.Pow(model.RopeBase, -2.0 * i / size) / factor;
                var (a, b) = model.Architecture == "llama" ? (head + (2 * i), head + (2 * i) + 1) : (head + i, head + i + (size / 2));
                var (x, y) = (heads[a], heads[b]);
                heads[a] = (float)((x * Math.Cos(angle)) - (y * Math.Sin(angle)));
                heads[b] = (float)((x * Math.Sin(angle)) + (y * Math.Cos(angle)));
            }
        }

        return heads;
    }

    private float[] Times(string name, float[] x)
    {
        var weight = model.Weights[$"{name}.weight"];
        var result = new float[weight.Length / x.Length];
        for (var row = 0; row < result.Length; row++)
        {
            var sum = model.Weights.TryGetValue($"{name}.bias", out var bias) ? (double)bias[row] : 0;
            for (var i = 0; i < x.Length; i++)
            {
                sum += (double)weight[(row * x.Length) + i] * x[i];
            }

            result[row] = (float)sum;
        }

        return result;
    }

    private float[] Row(string name, int row, int columns) => model.Weights[name][(row * columns)..((row + 1) * columns)];

    private static float[] Norm(float[] x, float[] weight)
    {
        var scale = 1 / Math.Sqrt(x.Average(static v => (double)v * v) + 1e-5);
        return [.. x.Select((v, i) => (float)(v * scale * weight[i]))];
    }

    private static void Add(float[] x, float[] y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            x[i] += y[i];
        }
    }
}
