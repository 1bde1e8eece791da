using System.Runtime.InteropServices;
using HybridAi.Import.Weights;

namespace HybridAi.Import.Graph;

/// <summary>Products with stored matrices, and embeddings taken from them.</summary>
internal sealed class LinearLayers(OnnxGraph graph, DataFile data, int accuracyLevel)
{
    /// <summary>Group sums by input, so that q/k/v and gate/up share one.</summary>
    private readonly Dictionary<(string Input, int Group), string> _sums = [];
    private readonly HashSet<string> _selectors = [];

    public StoredMatrix Store(string name, SourceMatrix source, WeightPolicy policy) => new(data, name, source, policy);

    /// <summary><paramref name="output"/> = input · matrixᵀ + bias.</summary>
    public string Multiply(StoredMatrix matrix, string input, string output, string? bias = null)
    {
        if (matrix.Bits == 0)
        {
            var plain = bias is null ? output : $"{output}.plain";
            graph.ContribOp("FusedMatMul", [plain], [input, matrix.Name], ("transB", 1));
            return bias is null ? output : graph.Op("Add", output, [plain, bias]);
        }

        // Level 4 lets the kernel round its input to 8 bits per group: the fast path on every CPU.
        var coded = matrix.HasOffset ? $"{output}.coded" : output;
        string[] inputs = bias is null
            ? [input, $"{matrix.Name}.codes", $"{matrix.Name}.scales"]
            : [input, $"{matrix.Name}.codes", $"{matrix.Name}.scales", "", "", bias];
        graph.ContribOp(
            "MatMulNBits", [coded], inputs,
            ("K", matrix.Columns), ("N", matrix.Rows), ("bits", matrix.Bits), ("block_size", matrix.Group), ("accuracy_level", accuracyLevel));
        if (!matrix.HasOffset)
        {
            return output;
        }

        // Σ (scale·code + offset)·x = Σ scale·code·x + Σ over groups offset·(sum of the group's x).
        var offsets = graph.ContribOp(
            "FusedMatMul", [$"{output}.offset"], [GroupSums(input, matrix.Columns, matrix.Group), $"{matrix.Name}.offsets"], ("transB", 1));
        return graph.Op("Add", output, [coded, offsets]);
    }

    /// <summary>Rows of the matrix by index; shares the codes with a product.</summary>
    public string Gather(StoredMatrix matrix, string indices, string output)
    {
        if (matrix.Bits == 0)
        {
            return graph.Op("Gather", output, [matrix.Name, indices], ("axis", 0));
        }

        var alias = $"{matrix.Name}.rows";
        matrix.AliasRows(alias);
        var coded = matrix.HasOffset ? $"{output}.coded" : output;
        graph.ContribOp(
            "GatherBlockQuantized", [coded], [alias, indices, $"{matrix.Name}.scales"],
            ("bits", matrix.Bits), ("block_size", matrix.Group), ("gather_axis", 0), ("quantize_axis", 1));
        if (!matrix.HasOffset)
        {
            return output;
        }

        var offsets = graph.Op("Gather", $"{output}.groups", [$"{matrix.Name}.offsets", indices], ("axis", 0));
        var spread = graph.ContribOp("FusedMatMul", [$"{output}.spread"], [offsets, Selector(matrix.Columns, matrix.Group)], ("transB", 1));
        return graph.Op("Add", output, [coded, spread]);
    }

    private string GroupSums(string input, int columns, int group)
    {
        if (!_sums.TryGetValue((input, group), out var sums))
        {
            sums = graph.Op("MatMul", $"{input}.sums{group}", [input, Selector(columns, group)]);
            _sums.Add((input, group), sums);
        }

        return sums;
    }

    /// <summary>A 0/1 matrix of columns × groups with a one where the column belongs to the group.</summary>
    private string Selector(int columns, int group)
    {
        var name = $"selector_{columns}_{group}";
        if (_selectors.Add(name))
        {
            var groups = columns / group;
            var offset = data.Reserve(name, OnnxType.Float, [columns, groups]);
            data.AddRows(columns, groups, (file, first, count) =>
            {
                var ones = new float[count * groups];
                for (var row = 0; row < count; row++)
                {
                    ones[(row * groups) + (int)((first + row) / group)] = 1;
                }

                RandomAccess.Write(file, MemoryMarshal.AsBytes<float>(ones), offset + (first * groups * sizeof(float)));
            });
        }

        return name;
    }
}
