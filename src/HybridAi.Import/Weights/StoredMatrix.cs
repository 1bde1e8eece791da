using System.Buffers;
using System.Runtime.InteropServices;
using HybridAi.Import.Graph;
using Microsoft.Win32.SafeHandles;

namespace HybridAi.Import.Weights;

/// <summary>
/// A matrix in the data file, in one of three forms: 32-bit floats; codes of 4 or 8 bits with a scale per group; the same
/// with an offset per group, which the graph multiplies with the group sums of its input.
/// </summary>
internal sealed class StoredMatrix
{
    private const int RequantizedGroup = 32;

    private readonly DataFile _file;
    private readonly SourceMatrix _source;
    private readonly AffineFormat? _format;
    private readonly long _weights;
    private readonly long _scales;
    private readonly long _offsets;

    /// <summary>Plans the matrix in <paramref name="file"/>.</summary>
    /// <param name="file">The data file.</param>
    /// <param name="name">Prefix of the tensors' names.</param>
    /// <param name="source">The weights.</param>
    /// <param name="policy">What may happen to weights that have no exact symmetric form.</param>
    public StoredMatrix(DataFile file, string name, SourceMatrix source, WeightPolicy policy)
    {
        (_file, _source, Name) = (file, source, name);
        var format = source.Format;
        if (!policy.Keeps(format) && source.Columns % RequantizedGroup == 0)
        {
            (Bits, Group) = (8, RequantizedGroup);
        }
        else if (format is not null)
        {
            (Bits, Group, HasOffset, _format) = (format.Bits, format.Group, format.HasOffset, format);
        }

        if (Bits == 0)
        {
            _weights = file.Reserve(name, OnnxType.Float, [Rows, Columns]);
        }
        else
        {
            _weights = file.Reserve(name + ".codes", OnnxType.UInt8, [Rows, Groups, Group * Bits / 8]);
            _scales = file.Reserve(name + ".scales", OnnxType.Float, [Rows, Groups]);
            _offsets = HasOffset ? file.Reserve(name + ".offsets", OnnxType.Float, [Rows, Groups]) : 0;
        }

        file.AddRows(Rows, Columns, Write);
    }

    public string Name { get; }

    public long Rows => _source.Rows;

    public int Columns => _source.Columns;

    /// <summary>4 or 8; 0 for floats.</summary>
    public int Bits { get; }

    /// <summary>Weights per scale.</summary>
    public int Group { get; }

    public int Groups => Columns / Group;

    public bool HasOffset { get; }

    /// <summary>Declares the codes once more as a matrix of rows, under the given name, for the embedding that shares them.</summary>
    public void AliasRows(string name)
    {
        var rowBytes = (long)Columns * Bits / 8;
        _file.Alias(name, OnnxType.UInt8, [Rows, rowBytes], _weights, Rows * rowBytes);
    }

    private void Write(SafeFileHandle file, long first, int count)
    {
        if (Bits == 0)
        {
            WriteFloats(file, first, count);
            return;
        }

        var codeBytes = Columns * Bits / 8;
        var codes = ArrayPool<byte>.Shared.Rent(count * codeBytes);
        var unpacked = ArrayPool<byte>.Shared.Rent(Columns);
        var weights = ArrayPool<float>.Shared.Rent(Columns);
        var scales = ArrayPool<float>.Shared.Rent(count * Groups);
        var offsets = ArrayPool<float>.Shared.Rent(count * Groups);
        for (var row = 0; row < count; row++)
        {
            var bytes = _source.Row(first + row, out var type);
            var target = codes.AsSpan(row * codeBytes, codeBytes);
            var rowScales = scales.AsSpan(row * Groups, Groups);
            if (_format is null)
            {
                Dequantizer.Dequantize(type, bytes, weights.AsSpan(0, Columns));
                SymmetricQuantizer.Quantize(weights.AsSpan(0, Columns), Group, target, rowScales);
            }
            else
            {
                var rowOffsets = offsets.AsSpan(row * Groups, Groups);
                AffineUnpacker.Unpack(type, bytes, unpacked.AsSpan(0, Columns), rowScales, rowOffsets);
                Pack(unpacked.AsSpan(0, Columns), target, _format);
                for (var i = 0; HasOffset && i < Groups; i++)
                {
                    rowOffsets[i] += (_format.Centre - _format.Zero) * rowScales[i];
                }
            }
        }

        RandomAccess.Write(file, codes.AsSpan(0, count * codeBytes), _weights + (first * codeBytes));
        WriteFactors(file, scales.AsSpan(0, count * Groups), _scales + (first * Groups * 4));
        if (HasOffset)
        {
            WriteFactors(file, offsets.AsSpan(0, count * Groups), _offsets + (first * Groups * 4));
        }

        ArrayPool<byte>.Shared.Return(codes);
        ArrayPool<byte>.Shared.Return(unpacked);
        ArrayPool<float>.Shared.Return(weights);
        ArrayPool<float>.Shared.Return(scales);
        ArrayPool<float>.Shared.Return(offsets);
    }

    private void WriteFloats(SafeFileHandle file, long first, int count)
    {
        var weights = ArrayPool<float>.Shared.Rent(count * Columns);
        for (var row = 0; row < count; row++)
        {
            var bytes = _source.Row(first + row, out var type);
            Dequantizer.Dequantize(type, bytes, weights.AsSpan(row * Columns, Columns));
        }

        WriteFactors(file, weights.AsSpan(0, count * Columns), _weights + (first * Columns * 4));
        ArrayPool<float>.Shared.Return(weights);
    }

    private void WriteFactors(SafeFileHandle file, ReadOnlySpan<float> values, long offset)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ModelFormatException("A weight is not a finite number.", _source.Parts[0].Tensor.Name);
            }
        }

        RandomAccess.Write(file, MemoryMarshal.AsBytes(values), offset);
    }

    private static void Pack(ReadOnlySpan<byte> codes, Span<byte> target, AffineFormat format)
    {
        var shift = format.StoredShift;
        if (format.Bits == 8)
        {
            for (var i = 0; i < codes.Length; i++)
            {
                target[i] = (byte)(codes[i] + shift);
            }

            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (byte)((codes[2 * i] + shift) | (codes[(2 * i) + 1] + shift) << 4);
        }
    }
}
