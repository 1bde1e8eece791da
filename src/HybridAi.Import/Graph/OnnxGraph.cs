using System.Globalization;
using System.Runtime.InteropServices;

namespace HybridAi.Import.Graph;

/// <summary>Element types of ONNX tensors, with the numbers of <c>TensorProto.DataType</c>.</summary>
internal enum OnnxType
{
    Float = 1,
    UInt8 = 2,
    Int32 = 6,
    Int64 = 7,
}

/// <summary>Collects an ONNX graph and writes it as a <c>ModelProto</c>. Field numbers as in <c>onnx.proto</c>.</summary>
internal sealed class OnnxGraph(string dataFileName)
{
    private const int IrVersion = 9;
    private const int OnnxOpset = 18;
    private const string Contrib = "com.microsoft";

    private readonly ProtoWriter _nodes = new();
    private readonly ProtoWriter _initializers = new();
    private readonly ProtoWriter _inputs = new();
    private readonly ProtoWriter _outputs = new();
    private int _nodeCount;

    /// <summary>Adds a node of the standard domain and returns its only output.</summary>
    public string Op(string type, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string, object)> attributes)
    {
        Node("", type, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds a node of ONNX Runtime's own domain and returns its first output.</summary>
    public string ContribOp(
        string type, ReadOnlySpan<string> outputs, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string, object)> attributes)
    {
        Node(Contrib, type, inputs, outputs, attributes);
        return outputs[0];
    }

    /// <summary>Adds a small constant inside the graph file.</summary>
    public string Constant(string name, long[] values, bool scalar = false)
    {
        _initializers.Message(5, tensor =>
        {
            tensor.Packed(1, scalar ? [] : [values.Length]);
            tensor.Int(2, (int)OnnxType.Int64);
            tensor.Text(8, name);
            tensor.Bytes(9, MemoryMarshal.AsBytes<long>(values));
        });
        return name;
    }

    /// <summary>Adds a constant whose bytes lie in the data file.</summary>
    public string External(string name, OnnxType type, long[] dimensions, long offset, long length)
    {
        _initializers.Message(5, tensor =>
        {
            tensor.Packed(1, dimensions);
            tensor.Int(2, (int)type);
            tensor.Text(8, name);
            Entry(tensor, "location", dataFileName);
            Entry(tensor, "offset", offset.ToString(CultureInfo.InvariantCulture));
            Entry(tensor, "length", length.ToString(CultureInfo.InvariantCulture));
            tensor.Int(14, 1);
        });
        return name;

        static void Entry(ProtoWriter tensor, string key, string value) => tensor.Message(13, entry =>
        {
            entry.Text(1, key);
            entry.Text(2, value);
        });
    }

    /// <summary>Declares a graph input; dimensions are numbers or names.</summary>
    public string Input(string name, OnnxType type, params ReadOnlySpan<object> dimensions)
    {
        Declare(_inputs, 11, name, type, dimensions.ToArray());
        return name;
    }

    /// <summary>Declares a graph output; dimensions are numbers or names.</summary>
    public string Output(string name, OnnxType type, params ReadOnlySpan<object> dimensions)
    {
        Declare(_outputs, 12, name, type, dimensions.ToArray());
        return name;
    }

    /// <summary>The whole model file.</summary>
    /// <param name="producerVersion">Version of the importer.</param>
    /// <param name="properties">Facts for readers of the file.</param>
    public byte[] ToModel(string producerVersion, IEnumerable<KeyValuePair<string, string>> properties)
    {
        var graph = new ProtoWriter();
        graph.Raw(_nodes.Written);
        graph.Text(2, "decoder");
        graph.Raw(_initializers.Written);
        graph.Raw(_inputs.Written);
        graph.Raw(_outputs.Written);

        var model = new ProtoWriter();
        model.Int(1, IrVersion);
        model.Text(2, "HybridAi");
        model.Text(3, producerVersion);
        model.Bytes(7, graph.Written);
        Opset(model, "", OnnxOpset);
        Opset(model, Contrib, 1);
        foreach (var (key, value) in properties)
        {
            model.Message(14, property =>
            {
                property.Text(1, key);
                property.Text(2, value);
            });
        }

        return model.Written.ToArray();

        static void Opset(ProtoWriter model, string domain, int version) => model.Message(8, opset =>
        {
            opset.Text(1, domain);
            opset.Int(2, version);
        });
    }

    private void Node(
        string domain, string type, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs,
        ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(3, string.Create(CultureInfo.InvariantCulture, $"{type}_{_nodeCount++}"));
        node.Text(4, type);
        foreach (var (name, value) in attributes)
        {
            node.Message(5, attribute =>
            {
                attribute.Text(1, name);
                if (value is float number)
                {
                    attribute.Float(2, number);
                    attribute.Int(20, 1);
                }
                else
                {
                    attribute.Int(3, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    attribute.Int(20, 2);
                }
            });
        }

        node.Text(7, domain);
        _nodes.Bytes(1, node.Written);
    }

    private static void Declare(ProtoWriter list, int field, string name, OnnxType type, object[] dimensions) =>
        list.Message(field, value =>
        {
            value.Text(1, name);
            value.Message(2, typeProto => typeProto.Message(1, tensor =>
            {
                tensor.Int(1, (int)type);
                tensor.Message(2, shape =>
                {
                    foreach (var dimension in dimensions)
                    {
                        shape.Message(1, proto =>
                        {
                            if (dimension is string symbol)
                            {
                                proto.Text(2, symbol);
                            }
                            else
                            {
                                proto.Int(1, Convert.ToInt64(dimension, CultureInfo.InvariantCulture));
                            }
                        });
                    }
                });
            }));
        });
}
