using System.Numerics.Tensors;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>Takes the likeliest token.</summary>
internal sealed class GreedyPicker : ITokenPicker
{
    public int Pick(Span<float> logits) => TensorPrimitives.IndexOfMax<float>(logits);

    public void Accept(int token)
    {
    }
}
