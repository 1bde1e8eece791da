using System.IO.Pipelines;
using System.Text;

namespace HybridAi.Evaluation.Data;

public class PromptScoringTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.50", "1.50")]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("\"a\\\"b\"", "\"a\\u0022b\"")]
    public async Task RunAsync_Id_ComesBackAsItWas(string id, string expected)
    {
        (await ScoreAsync($"{{\"id\":{id},\"prompt\":\"x\"}}")).ShouldBe($"{{\"id\":{expected},\"score\":0.5}}\n");
    }

    [Theory]
    [InlineData("a\\ud83d b", "a\uFFFD b")]
    [InlineData("\\udc00\\ud83e\\udd8a\\n\\u00e9", "\uFFFD🦊\né")]
    [InlineData("\\\\ud800 \\ud800\\ud800", "\\ud800 \uFFFD\uFFFD")]
    public async Task RunAsync_HalfOfASurrogatePair_IsReadAsTheReplacementCharacter(string escaped, string expected)
    {
        var seen = new List<string>();

        await ScoreAsync($"{{\"id\":\"a\",\"prompt\":\"{escaped}\"}}", prompt => seen.Add(prompt));

        seen.ShouldBe([expected]);
    }

    [Fact]
    public async Task RunAsync_LineThatCannotBeUsed_LosesNothingOfWhatCameBefore()
    {
        const string Lines = "{\"id\":\"a\",\"prompt\":\"x\"}\n{\"id\":\"b\",\"prompt\":\"y\"}\nnonsense\n{\"id\":\"c\",\"prompt\":\"z\"}\n";
        var output = new StringWriter { NewLine = "\n" };

        var error = await Should.ThrowAsync<InvalidDataException>(() => PromptScoring.RunAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(Lines)), output, async (_, _) =>
            {
                await Task.Yield();
                return 0.5;
            }, parallel: 4));

        error.Message.ShouldContain("Line 3");
        output.ToString().ShouldBe("{\"id\":\"a\",\"score\":0.5}\n{\"id\":\"b\",\"score\":0.5}\n");
    }

    [Fact]
    public async Task RunAsync_CallerThatWaitsForEachScore_GetsItBeforeTheNextLine()
    {
        var pipe = new Pipe();
        var written = new Lines();
        var run = PromptScoring.RunAsync(pipe.Reader.AsStream(), written, (_, _) => ValueTask.FromResult(0.5), parallel: 2);

        for (int i = 0; i < 3; i++)
        {
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes($"{{\"id\":{i},\"prompt\":\"x\"}}\n"));
            (await written.NextAsync().WaitAsync(TimeSpan.FromMinutes(1))).ShouldContain($"\"id\":{i}");
        }

        await pipe.Writer.CompleteAsync();
        (await run).ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_StoppedWhileALineIsWaitedFor_EndsAtOnce()
    {
        var pipe = new Pipe();
        using var stop = new CancellationTokenSource();
        var run = PromptScoring.RunAsync(pipe.Reader.AsStream(), TextWriter.Null, cancellationToken: stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromMinutes(1)));
        await pipe.Writer.CompleteAsync();
    }

    [Fact]
    public async Task RunAsync_ScoreThatFails_WaitsForTheOthers()
    {
        // Whoever scores may be closed once the call is over.
        var slow = new TaskCompletionSource<double>();
        int calls = 0;
        var run = PromptScoring.RunAsync(
            new MemoryStream(Encoding.UTF8.GetBytes("{\"id\":\"a\",\"prompt\":\"x\"}\n{\"id\":\"b\",\"prompt\":\"y\"}\n")), TextWriter.Null,
            (_, _) => Interlocked.Increment(ref calls) == 1 ? new(FailLater(slow.Task)) : new(slow.Task), parallel: 3);

        run.IsCompleted.ShouldBeFalse();
        slow.SetResult(1);

        (await Should.ThrowAsync<InvalidOperationException>(() => run)).Message.ShouldBe("it fails");
    }

    private static async Task<double> FailLater(Task until)
    {
        await until;
        throw new InvalidOperationException("it fails");
    }

    private static async Task<string> ScoreAsync(string lines, Action<string>? seen = null)
    {
        var output = new StringWriter { NewLine = "\n" };
        await PromptScoring.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), output, (prompt, _) =>
        {
            seen?.Invoke(prompt);
            return ValueTask.FromResult(0.5);
        });
        return output.ToString();
    }

    private sealed class Lines : StringWriter
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public Task<string> NextAsync() => _lines.Reader.ReadAsync().AsTask();

        public override Task WriteLineAsync(string? value)
        {
            _lines.Writer.TryWrite(value!);
            return Task.CompletedTask;
        }
    }
}
