using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HybridAi.Evaluation;

/// <summary>Scores a stream of prompts: what <c>hybridai route score --jsonl</c> does.</summary>
public static class PromptScoring
{
    /// <summary>Reads one <c>{"id","prompt"}</c> a line and writes one <c>{"id","score"}</c> a line, flushed line by line.</summary>
    /// <param name="input">JSON lines, UTF-8, plain or gzip.</param>
    /// <param name="output">Receives the scores in the order of the input, in full precision; higher = the strong model is needed more.</param>
    /// <param name="score">The score of a prompt; null for tier 0, <see cref="PromptClassifier.Default"/>.</param>
    /// <param name="parallel">Scores that may be on their way at the same time; at least 1. Default 1.</param>
    /// <param name="cancellationToken">Ends the scoring between two lines.</param>
    /// <returns>How many prompts were scored.</returns>
    /// <exception cref="InvalidDataException">A line is not an object with <c>id</c> and <c>prompt</c>.</exception>
    public static async Task<int> RunAsync(
        Stream input,
        TextWriter output,
        Func<string, CancellationToken, ValueTask<double>>? score = null,
        int parallel = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallel, 1);
        score ??= (prompt, _) => ValueTask.FromResult(PromptClassifier.Default.Score(prompt));
        int count = 0;
        var waiting = new Queue<(string Id, Task<double> Score)>();
        foreach (var (line, number) in RoutingData.Lines(input))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var document = RoutingData.Parse(line, number);
            string id = RoutingData.Text(document.RootElement, "id") ?? throw RoutingData.Bad(number, "it has no \"id\"");
            string prompt = RoutingData.Text(document.RootElement, "prompt") ?? throw RoutingData.Bad(number, "it has no \"prompt\"");
            waiting.Enqueue((id, score(prompt, cancellationToken).AsTask()));
            count++;
            if (waiting.Count == parallel) await WriteNextAsync().ConfigureAwait(false);
        }

        while (waiting.Count > 0) await WriteNextAsync().ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return count;

        async Task WriteNextAsync()
        {
            var (id, next) = waiting.Dequeue();
            double value = await next.ConfigureAwait(false);
            await output.WriteLineAsync(Line(id, value)).ConfigureAwait(false);
        }
    }

    private static string Line(string id, double score)
    {
        string text = score.ToString("R", CultureInfo.InvariantCulture);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WritePropertyName("score");
            json.WriteRawValue(text);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
