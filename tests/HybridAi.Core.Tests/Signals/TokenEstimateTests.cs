using Microsoft.Extensions.AI;

namespace HybridAi.Signals;

public class TokenEstimateTests
{
    [Fact]
    public void Of_AToolWithoutASchema_CountsItsNameAndDescription() =>
        TokenEstimate.Of(AIFunctionFactory.CreateDeclaration("map", "shows a map", default)).ShouldBe(8 + TokenEstimate.Of("map") + TokenEstimate.Of("shows a map"));
}
