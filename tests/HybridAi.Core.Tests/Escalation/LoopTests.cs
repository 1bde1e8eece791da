using Microsoft.Extensions.AI;

namespace HybridAi.Escalation;

public class LoopTests
{
    private static HybridChatClient Client(ScriptedChatClient local, bool stop, TargetProfile? profile = null) =>
        new([new("local", local, profile ?? TargetProfile.OnDevice(32_768))], new() { StopLoops = stop });

    private static ScriptedChatClient Writes(IEnumerable<string> pieces, Action ended)
    {
        async IAsyncEnumerable<ChatResponseUpdate> Send([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            try
            {
                foreach (var piece in pieces)
                {
                    await Task.Yield();
                    token.ThrowIfCancellationRequested();
                    yield return new(ChatRole.Assistant, piece);
                }
            }
            finally
            {
                ended();
            }
        }

        return new() { Stream = (_, _, token) => Send(token) };
    }

    [Theory]
    [InlineData("and so on, ", 512)]
    [InlineData("It is also known as a twist or a password with a twist, and is a type of password that is designed to be easily broken by those who want to. ", 1120)]
    public async Task Stream_InALoop_IsEndedWithWhatWasShown(string piece, int length)
    {
        var ended = 0;
        using var client = Client(Writes(Enumerable.Repeat(piece, 100_000), () => ended++), stop: true);

        var updates = await client.GetStreamingResponseAsync(Ask.Easy).ToListAsync();
        var response = updates.ToChatResponse();

        response.Text.Length.ShouldBeInRange(length, length + 1024);
        response.Text.ShouldStartWith(piece + piece);
        response.FinishReason.ShouldBe(ChatFinishReason.Length);
        response.GetRouteOutcome()!.Attempts.Single().ShouldSatisfyAllConditions(
            a => a.Result.ShouldBe(AttemptResult.Committed), a => a.Reason.ShouldBe("repetition"), a => a.Estimated.ShouldBeTrue());
        ended.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Stream_InALoop_GoesOnWhereNobodyWantsItEnded(bool stop, bool onDevice)
    {
        using var client = Client(
            Writes(Enumerable.Repeat("and so on, ", 200), () => { }), stop, onDevice ? null : TargetProfile.Cloud());

        (await client.GetStreamingResponseAsync(Ask.Easy).ToChatResponseAsync()).Text.Length.ShouldBe(2200);
    }

    [Fact]
    public async Task Stream_ThatOnlyResemblesALoop_GoesOn()
    {
        var rows = Enumerable.Range(0, 400).Select(i => $"| {i} | yes |\n").Append(new string('-', 2000)).Append(string.Concat(Enumerable.Repeat("a piece that is repeated, ", 7))).ToList();
        using var client = Client(Writes(rows, () => { }), stop: true);

        (await client.GetStreamingResponseAsync(Ask.Easy).ToChatResponseAsync()).Text.ShouldBe(string.Concat(rows));
    }

    [Fact]
    public void Watch_LongUpdatesAndShortOnes_SeeTheSame()
    {
        var text = string.Concat(Enumerable.Repeat("tick tock ", 500));
        foreach (var size in new[] { 1, 7, 64, 1000, 5000 })
        {
            var watch = new LoopWatch();
            text.Chunk(size).Any(c => watch.Add(new ChatResponseUpdate(ChatRole.Assistant, new string(c)))).ShouldBeTrue($"pieces of {size}");
        }
    }
}

internal static class AsyncLists
{
    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> all)
    {
        List<T> list = [];
        await foreach (var one in all)
        {
            list.Add(one);
        }

        return list;
    }
}
