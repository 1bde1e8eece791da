using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation.HiddenState;

public sealed class StateFileTests
{
    [Fact]
    public void Open_AfterAStop_KnowsWhatWasRead()
    {
        var bytes = Written(out var cutShort);

        using var whole = StateFile.Open(Stream(bytes), "m", 3);
        using var torn = StateFile.Open(Stream(cutShort), "m", 3);

        (whole.Count, torn.Count).ShouldBe((2, 1));
        whole.Find("a")!.Value.ToArray().ShouldBe([1f, 2, 3]);
        whole.Find("c").ShouldBeNull();
        torn.Find("b").ShouldBeNull();
        torn.Add("b", [7, 8, 9]);
        torn.Find("b")!.Value.ToArray().ShouldBe([7f, 8, 9]);
    }

    [Theory]
    [InlineData("other", 3)]
    [InlineData("m", 4)]
    public void Open_StatesOfAnotherModel_IsRefused(string model, int dimensions) =>
        Should.Throw<InvalidDataException>(() => StateFile.Open(Stream(Written(out _)), model, dimensions));

    [Fact]
    public void Open_SomethingElse_IsRefused() =>
        Should.Throw<InvalidDataException>(() => StateFile.Open(Stream([1, 2, 3]), "m", 3));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Fill_AFileWithSomeStates_ReadsTheOthersOnce(int readers)
    {
        var probe = new LengthProbe();
        using var file = StateFile.Open(new MemoryStream(), "m", 1);
        file.Add("one", [1]);
        var rows = new[] { "one", "two words", "three words here", "two words" }.Select((p, i) => new RoutingRow { Id = $"{i}", Prompt = p }).ToList();
        var done = new List<StateProgress>();

        var read = await new StateReader(probe, new WordCounter()).FillAsync(rows, file, readers, new Collect(done));

        file.Count.ShouldBe(3);
        read.ShouldBeInRange(2, 3); // the same text at the same time may be read twice
        probe.Read.ShouldNotContain("one");
        file.Find("three words here")!.Value.ToArray().ShouldBe([16f]);
        done[^1].Done.ShouldBe(4);
    }

    [Fact]
    public async Task Read_LongPrompt_IsCutToItsFirstTokens()
    {
        var probe = new LengthProbe();
        var prompt = string.Join(' ', Enumerable.Range(0, 1000));

        await new StateReader(probe, new WordCounter()).ReadAsync(prompt);

        var read = probe.Read.ShouldHaveSingleItem();
        prompt.ShouldStartWith(read);
        new WordCounter().Count(read).ShouldBe(128);
    }

    [Fact]
    public async Task Read_ModelIsBusy_SaysSo() =>
        await Should.ThrowAsync<InvalidOperationException>(async () => await new StateReader(new LengthProbe { Busy = true }, new WordCounter()).ReadAsync("x"));

    private static byte[] Written(out byte[] cutShort)
    {
        var stream = new MemoryStream();
        using (var file = StateFile.Open(stream, "m", 3))
        {
            file.Add("a", [1, 2, 3]);
            file.Add("b", [4, 5, 6]);
            file.Add("a", [0, 0, 0]);
        }

        cutShort = stream.ToArray()[..^5];
        return stream.ToArray();
    }

    private static MemoryStream Stream(byte[] bytes)
    {
        var stream = new MemoryStream();
        stream.Write(bytes);
        return stream;
    }

    private sealed class Collect(List<StateProgress> done) : IProgress<StateProgress>
    {
        public void Report(StateProgress value) => done.Add(value);
    }

    /// <summary>The state is the length of the text.</summary>
    private sealed class LengthProbe : IPromptProbe
    {
        public string ModelFingerprint => "m";

        public int Dimensions => 1;

        public bool Busy { get; init; }

        public List<string> Read { get; } = [];

        [SuppressMessage("Performance", "CA1849", Justification = "A lock around a list.")]
        public async ValueTask<PromptState?> ProbeAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
        {
            await Task.Yield();
            var text = messages.Single().Text;
            lock (Read) Read.Add(text);
            return Busy ? null : new PromptState(new float[] { text.Length }, 1, 0);
        }
    }

    private sealed class WordCounter : ITokenCounter
    {
        public int Count(ReadOnlySpan<char> text) => text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

        public int Count(IEnumerable<ChatMessage> messages, ChatOptions? options) => messages.Sum(m => Count(m.Text));
    }
}
