namespace HybridAi.OnnxRuntimeGenAI.Sessions;

public sealed class FairQueueTests
{
    [Fact]
    public void Take_OneCallerWithManyItems_ServesTheOthersInTurn()
    {
        var queue = new FairQueue<string>(10);
        foreach (var item in (string[])["a1", "a2", "a3", "b1", "c1", "b2"])
            queue.TryAdd(item[..1], item).ShouldBeTrue();

        Drain(queue).ShouldBe(["a1", "b1", "c1", "a2", "b2", "a3"]);
    }

    [Fact]
    public void Add_BeyondTheCapacity_IsRefusedUntilOneIsTakenOrRemoved()
    {
        var queue = new FairQueue<string>(2);
        queue.TryAdd("a", "a1").ShouldBeTrue();
        queue.TryAdd("b", "b1").ShouldBeTrue();
        queue.TryAdd("c", "c1").ShouldBeFalse();

        queue.Remove("a", "a1").ShouldBeTrue();
        queue.Remove("a", "a1").ShouldBeFalse();
        queue.TryAdd("c", "c1").ShouldBeTrue();

        Drain(queue).ShouldBe(["b1", "c1"]);
    }

    [Fact]
    public async Task Close_WakesWhoWaitsAndReturnsWhatIsLeft()
    {
        var queue = new FairQueue<string>(4);
        var waiting = Task.Run(() => queue.Take(out _));

        queue.Close().ShouldBeEmpty();

        (await waiting).ShouldBeFalse();
        queue.TryAdd("a", "a1").ShouldBeFalse();
    }

    private static List<string> Drain(FairQueue<string> queue)
    {
        var items = new List<string>();
        while (queue.Count > 0 && queue.Take(out var item))
            items.Add(item);
        return items;
    }
}
