using Microsoft.Extensions.AI;

namespace HybridAi.Selection;

public class AllocationTests
{
    private const string Sentence = "The committee met to discuss the garden, and several members suggested planting apple trees along the wall. ";

    [Fact]
    public void Plan_TenWarmTurns_AllocatesAtMostFourKilobytes()
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));
        var two = string.Concat(Enumerable.Repeat(Sentence, 19))[..2048];
        List<ChatMessage> turns = [];
        for (var i = 0; i < 10; i++)
        {
            turns.Add(new(ChatRole.User, i == 9 ? two : $"Turn {i}: {two.AsSpan(0, 300)}"));
            if (i < 9)
            {
                turns.Add(new(ChatRole.Assistant, $"Answer {i}: {two.AsSpan(0, 400)}"));
            }
        }

        var least = long.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var preview = client.PreviewAsync(turns);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            preview.IsCompletedSuccessfully.ShouldBeTrue();
        }

        least.ShouldBeLessThanOrEqualTo(4096);
    }
}
