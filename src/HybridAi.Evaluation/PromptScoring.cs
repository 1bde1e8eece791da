using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HybridAi.Evaluation;

/// <summary>Scores a stream of prompts: what <c>hybridai route score --jsonl</c> does.</summary>
public static class PromptScoring
{
    /// <summary>Reads one <c>{"id","prompt"}</c> a line and writes one <c>{"id","score"}</c> a line, each as soon as it is there. An id that is a number stays one.</summary>
    /// <param name="input">JSON lines, UTF-8, plain or gzip.</param>
    /// <param name="output">Receives the scores in the order of the input, in full precision; higher = the strong model is needed more.</param>
    /// <param name="score">The score of a prompt; null for tier 0, <see cref="PromptClassifier.Default"/>.</param>
    /// <param name="parallel">Scores that may be on their way at the same time; at least 1. Default 1.</param>
    /// <param name="cancellationToken">Ends the scoring, also while a line is waited for: then the read that waits is left to the input's owner.</param>
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
        var waiting = new Queue<(JsonElement Id, Task<double> Score)>();
        // Not disposed: a read that waits for input would have to be waited for.
        var lines = RoutingData.Lines(input).GetEnumerator();
        try
        {
            var next = NextAsync();
            while (true)
            {
                // What is scored is written at once, also while the next line is waited for.
                while (waiting.Count > 0 && (waiting.Count == parallel || await Task.WhenAny(waiting.Peek().Score, next).ConfigureAwait(false) != next))
                    await WriteFirstAsync().ConfigureAwait(false);
                if (!await next.WaitAsync(cancellationToken).ConfigureAwait(false)) break;
                var (line, number) = lines.Current;
                using var document = RoutingData.Parse(line, number);
                if (RoutingData.Text(document.RootElement, "id") is null) throw RoutingData.Bad(number, "it has no \"id\"");
                string prompt = RoutingData.Text(document.RootElement, "prompt") ?? throw RoutingData.Bad(number, "it has no \"prompt\"");
                cancellationToken.ThrowIfCancellationRequested();
                waiting.Enqueue((document.RootElement.GetProperty("id").Clone(), score(prompt, cancellationToken).AsTask()));
                count++;
                next = NextAsync();
            }

            while (waiting.Count > 0) await WriteFirstAsync().ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            // What came before a line that cannot be used is not lost.
            while (waiting.Count > 0) await WriteFirstAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            // Whoever scores may be gone after this call.
            foreach (var (_, left) in waiting) await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return count;

        Task<bool> NextAsync() => Task.Run(lines.MoveNext, CancellationToken.None);

        async Task WriteFirstAsync()
        {
            double value = await waiting.Peek().Score.ConfigureAwait(false);
            await output.WriteLineAsync(Line(waiting.Dequeue().Id, value)).ConfigureAwait(false);
        }
    }

    // The id as it came: a number stays a number.
    private static string Line(JsonElement id, double score)
    {
        string text = score.ToString("R", CultureInfo.InvariantCulture);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            if (id.ValueKind == JsonValueKind.Number) json.WriteRawValue(id.GetRawText());
            else json.WriteStringValue(JsonText.Of(id));
            json.WritePropertyName("score");
            json.WriteRawValue(text);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
