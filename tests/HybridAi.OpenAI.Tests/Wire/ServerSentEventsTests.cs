using System.Text;
using HybridAi.OpenAI.Wire;

namespace HybridAi.OpenAI.Tests.Wire;

public sealed class ServerSentEventsTests
{
    private const string Body =
        "\uFEFFdata: one\n\n: comment\r\ndata: Zürich 🦊\r\rdata:two\ndata: lines\nevent: x\n\n\n\ndata:\n\ndata: last\r\n\r\ndata: cut";

    private static readonly string[] Expected = ["one", "Zürich 🦊", "two\nlines", "", "last", "cut"];

    [Fact]
    public async Task Events_OfEverySplit_AreTheSame()
    {
        var bytes = Encoding.UTF8.GetBytes(Body);
        for (var seed = 0; seed < 300; seed++)
        {
            using var body = new Pieces(bytes, new Random(seed));
            (await ReadAsync(body)).ToArray().ShouldBe(Expected, ignoreOrder: false, customMessage: $"seed {seed}");
        }
    }

    [Fact]
    public async Task Line_LongerThanTheBuffer_IsWhole()
    {
        var text = new string('x', 100_000);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes($"data: {text}\n\ndata: y\n\n"));

        (await ReadAsync(body)).ShouldBe([text, "y"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData(": only a comment")]
    [InlineData("event: x\n\n")]
    public async Task Body_WithoutData_HasNoEvents(string body)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));

        (await ReadAsync(stream)).ShouldBeEmpty();
    }

    private static async Task<List<string>> ReadAsync(Stream body)
    {
        var events = new ServerSentEvents(body);
        var read = new List<string>();
        while (await events.NextAsync(default) is { } data)
        {
            read.Add(Encoding.UTF8.GetString(data.Span));
        }

        return read;
    }

    private sealed class Pieces(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 9))], cancellationToken);
    }
}
