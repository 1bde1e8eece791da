using HybridAi.Import.Gguf;

namespace HybridAi.Import.Weights;

/// <summary>One or more tensors of the source stacked by rows, optionally with RoPE rows put back into half-split order.</summary>
internal sealed class SourceMatrix(GgufFile file, params SourceMatrix.Part[] parts)
{
    /// <summary>A tensor; <paramref name="HeadSize"/> is set where rows must be un-permuted per head.</summary>
    internal sealed record Part(GgufTensorInfo Tensor, int HeadSize = 0);

    public long Rows { get; } = parts.Sum(static part => part.Tensor.Rows);

    public int Columns { get; } = (int)parts[0].Tensor.Columns;

    public IReadOnlyList<Part> Parts => parts;

    /// <summary>Whether all tensors are stored alike, so that they may be one matrix.</summary>
    public bool IsUniform => parts.All(part =>
        AffineFormat.Of(part.Tensor.Type) == AffineFormat.Of(parts[0].Tensor.Type));

    /// <summary>The common exact format; <see langword="null"/> if there is none.</summary>
    public AffineFormat? Format
    {
        get
        {
            var first = AffineFormat.Of(parts[0].Tensor.Type);
            return parts.All(part => AffineFormat.Of(part.Tensor.Type) == first) ? first : null;
        }
    }

    /// <summary>The bytes of one row and their type.</summary>
    public ReadOnlySpan<byte> Row(long row, out GgufType type)
    {
        foreach (var part in parts)
        {
            if (row < part.Tensor.Rows)
            {
                type = part.Tensor.Type;
                return file.ReadRows(part.Tensor, part.HeadSize == 0 ? row : Interleaved(row, part.HeadSize), 1);
            }

            row -= part.Tensor.Rows;
        }

        throw new ArgumentOutOfRangeException(nameof(row));
    }

    /// <summary>
    /// GGUF stores q and k of <c>llama</c> with the two halves of a head's rotated pairs interleaved; the graph rotates half
    /// against half. Row i of the first half comes from 2i, of the second from 2i + 1.
    /// </summary>
    public static long Interleaved(long row, int headSize)
    {
        var (head, inner) = Math.DivRem(row, headSize);
        var (second, i) = Math.DivRem(inner, headSize / 2);
        return (head * headSize) + (2 * i) + second;
    }
}
