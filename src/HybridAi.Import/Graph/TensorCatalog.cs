using HybridAi.Import.Gguf;
using HybridAi.Import.Weights;

namespace HybridAi.Import.Graph;

/// <summary>Hands out the source's tensors with checked shapes, and knows in the end which were never asked for.</summary>
internal sealed class TensorCatalog(GgufFile file)
{
    private readonly Dictionary<string, GgufTensorInfo> _left =
        file.Tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);

    public bool Has(string name) => _left.ContainsKey(name);

    public GgufTensorInfo Matrix(string name, long rows, long columns)
    {
        var tensor = Find(name) ?? throw new ModelFormatException("A needed tensor is missing.", name);
        return tensor.Dimensions is [var c, var r] && r == rows && c == columns
            ? tensor
            : throw new ModelFormatException($"The tensor should be {rows} × {columns}, but is {Shape(tensor)}.", name);
    }

    public float[] Vector(string name, int length) =>
        FindVector(name, length) ?? throw new ModelFormatException("A needed tensor is missing.", name);

    public float[]? FindVector(string name, int length)
    {
        if (Find(name) is not { } tensor)
        {
            return null;
        }

        if (tensor.ElementCount != length)
        {
            throw new ModelFormatException($"The tensor should hold {length} values, but is {Shape(tensor)}.", name);
        }

        var values = new float[length];
        Dequantizer.Dequantize(tensor.Type, file.ReadRows(tensor, 0, (int)tensor.Rows), values);
        return values.All(float.IsFinite) ? values : throw new ModelFormatException("A weight is not a finite number.", name);
    }

    /// <summary>A tensor nobody asked for would be left out of the computation silently: that is an error.</summary>
    public void ThrowIfAnyLeft()
    {
        if (_left.Count > 0)
        {
            var name = _left.Keys.Order(StringComparer.Ordinal).First();
            throw new ModelFormatException("The model holds a tensor that this architecture does not use; it is not supported.", name);
        }
    }

    private GgufTensorInfo? Find(string name)
    {
        if (!_left.Remove(name, out var tensor))
        {
            return null;
        }

        return Dequantizer.Supports(tensor.Type)
            ? tensor
            : throw new ModelFormatException($"Tensors of type {tensor.TypeName} are not supported.", name);
    }

    private static string Shape(GgufTensorInfo tensor) => string.Join(" × ", tensor.Dimensions.Reverse());
}
