using FsCheck;
using FsCheck.Fluent;
using HybridAi.OnnxRuntimeGenAI.Sampling;
using HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Sampling;

public sealed class SelectionTests
{
    // Small whole numbers: many ties, and sums are exact.
    private static readonly Arbitrary<int[]> Weights =
        Arb.From(Gen.Choose(0, 12).ListOf().Where(list => list.Count > 0).Select(list => list.ToArray()));

    [Fact]
    public void TakeHeaviest_AnyWeights_EqualsSorting() => OddText.Check(Weights, weights =>
    {
        for (var count = 0; count <= weights.Length; count++)
        {
            var (values, ids) = Items(weights);
            Selection.TakeHeaviest(values, ids, count);
            ids[..count].Order().ShouldBe(Sorted(weights).Take(count).Order());
            ids.Select(id => weights[id]).ShouldBe(values.Select(value => (int)value));
        }
    });

    [Fact]
    public void TakeMass_AnyWeights_IsTheSmallestSetOfTheHeaviest() => OddText.Check(Weights, weights =>
    {
        for (var mass = 0.5; mass <= weights.Sum() + 1; mass += 1 + (weights.Sum() / 20))
        {
            var (values, ids) = Items(weights);
            var count = Selection.TakeMass(values, ids, mass);
            var (expected, total) = (0, 0);
            while (expected < weights.Length && total < mass)
                total += weights[Sorted(weights)[expected++]];
            ids[..count].Order().ShouldBe(Sorted(weights).Take(expected).Order());
        }
    });

    [Fact]
    public void TakeMass_NoMass_TakesTheHeaviest()
    {
        var (values, ids) = Items([1, 5, 3, 5]);
        Selection.TakeMass(values, ids, 0).ShouldBe(1);
        ids[0].ShouldBe(1);
        Selection.TakeMass([], [], 1).ShouldBe(0);
    }

    private static (float[] Values, int[] Ids) Items(int[] weights) =>
        ([.. weights.Select(weight => (float)weight)], [.. Enumerable.Range(0, weights.Length)]);

    private static int[] Sorted(int[] weights) =>
        [.. Enumerable.Range(0, weights.Length).OrderByDescending(id => weights[id]).ThenBy(id => id)];
}
