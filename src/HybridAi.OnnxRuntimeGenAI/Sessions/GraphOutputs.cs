using System.Text;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>The names of a graph's outputs and the length of their rows, read from the ONNX file's header fields.</summary>
/// <remarks>
/// The native library crashes when it is asked for an output the graph does not have, so the names are read from the file.
/// ONNX: ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.name = 1 and .type = 2, TypeProto.tensor_type = 1,
/// Tensor.shape = 2, TensorShapeProto.dim = 1, Dimension.dim_value = 1.
/// </remarks>
internal sealed class GraphOutputs
{
    private const int MaxNameBytes = 1024;

    private readonly Dictionary<string, int> _rowLengths = new(StringComparer.Ordinal);

    private GraphOutputs()
    {
    }

    /// <summary>The names.</summary>
    public IReadOnlySet<string> Names => _rowLengths.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>The length of the last dimension; 0 when the file does not fix it, -1 when there is no such output.</summary>
    public int RowLength(string name) => _rowLengths.GetValueOrDefault(name, -1);

    /// <summary>Reads a file. Only the outputs are read, everything else is skipped.</summary>
    /// <exception cref="LocalModelException">The file is missing or not an ONNX graph.</exception>
    public static GraphOutputs Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
            var outputs = new GraphOutputs();
            new Walker(stream).Fields(stream.Length, (graph, end, walker) =>
            {
                if (graph == 7)
                    walker.Fields(end, (field, fieldEnd, inner) =>
                    {
                        if (field == 12)
                            outputs.ReadOutput(inner, fieldEnd);
                    });
            });
            return outputs._rowLengths.Count > 0 ? outputs : throw new InvalidDataException();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LocalModelException(LocalModelErrorKind.NotFound,
                "The model's graph file is missing. Prepare or import the model again.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new LocalModelException(LocalModelErrorKind.Corrupt,
                "The model's graph file is damaged. Prepare or import the model again.");
        }
    }

    private void ReadOutput(Walker walker, long end)
    {
        string? name = null;
        long last = 0;
        walker.Fields(end, (field, fieldEnd, inner) =>
        {
            if (field == 1)
                name = inner.Text(fieldEnd);
            else if (field == 2)
                inner.Fields(fieldEnd, (type, typeEnd, tensor) =>
                {
                    if (type == 1)
                        tensor.Fields(typeEnd, (part, partEnd, shape) =>
                        {
                            if (part == 2)
                                shape.Fields(partEnd, (dim, dimEnd, value) =>
                                {
                                    if (dim == 1)
                                        last = value.Dimension(dimEnd);
                                });
                        });
                });
        });
        if (name is not null)
            _rowLengths[name] = last is > 0 and <= int.MaxValue ? (int)last : 0;
    }

    private sealed class Walker(Stream stream)
    {
        public delegate void Visitor(int field, long end, Walker walker);

        /// <summary>Visits length-delimited fields up to <paramref name="end"/>; the visitor may read or leave them.</summary>
        public void Fields(long end, Visitor visit)
        {
            while (stream.Position < end)
            {
                var key = Varint();
                switch (key & 7)
                {
                    case 0:
                        Varint();
                        break;
                    case 1:
                        stream.Seek(8, SeekOrigin.Current);
                        break;
                    case 5:
                        stream.Seek(4, SeekOrigin.Current);
                        break;
                    case 2:
                        var length = checked((long)Varint());
                        var stop = checked(stream.Position + length);
                        if (stop > end)
                            throw new InvalidDataException();
                        visit((int)(key >> 3), stop, this);
                        stream.Position = stop;
                        break;
                    default:
                        throw new InvalidDataException();
                }
            }
        }

        public string Text(long end)
        {
            var length = end - stream.Position;
            if (length > MaxNameBytes)
                throw new InvalidDataException();
            Span<byte> bytes = stackalloc byte[(int)length];
            stream.ReadExactly(bytes);
            return Encoding.UTF8.GetString(bytes);
        }

        public long Dimension(long end)
        {
            long value = 0;
            while (stream.Position < end)
            {
                var key = Varint();
                if (key == (1 << 3))
                    value = (long)Varint();
                else if ((key & 7) == 2)
                    Skip(checked((long)Varint()));
                else
                    throw new InvalidDataException();
            }
            return value;
        }

        private void Skip(long length) => stream.Position = checked(stream.Position + length);

        private ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var next = stream.ReadByte();
                if (next < 0)
                    throw new EndOfStreamException();
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    return value;
            }
            throw new InvalidDataException();
        }
    }
}
