using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation;

/// <summary>Reads hidden states of prompts: one user message in the layout in which it would be served, cut to its first 128 tokens.</summary>
/// <param name="probe">Reads; its model is loaded.</param>
/// <param name="counter">Counts the same model's tokens.</param>
public sealed class StateReader(IPromptProbe probe, ITokenCounter counter)
{
    /// <summary>The part of a prompt that is read.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <returns>Its beginning, or all of it.</returns>
    public string Cut(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return PromptCut.Head(prompt, counter);
    }

    /// <summary>Reads one state.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The state.</returns>
    /// <exception cref="InvalidOperationException">The model is not ready, or busy with something else.</exception>
    public async ValueTask<ReadOnlyMemory<float>> ReadAsync(string prompt, CancellationToken cancellationToken = default)
    {
        ChatMessage[] messages = [new(ChatRole.User, Cut(prompt))];
        var state = await probe.ProbeAsync(messages, null, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The local model is not ready, or busy with something else. Try again.");
        return state.Values;
    }

    /// <summary>Reads the states of all rows that a file lacks and adds them to it.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="file">What was read before; receives the rest.</param>
    /// <param name="readers">Reads at the same time; the model must serve as many. With one thread each, no thread waits for another.</param>
    /// <param name="progress">Told how far it is, after every row.</param>
    /// <param name="cancellationToken">Ends the work between two rows; what was read stays in the file.</param>
    /// <returns>How many were read now.</returns>
    public async Task<int> FillAsync(
        IReadOnlyList<RoutingRow> rows, StateFile file, int readers = 1, IProgress<StateProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(file);
        long started = Stopwatch.GetTimestamp();
        int next = 0, done = 0, read = 0;
        await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => Task.Run(ReadRowsAsync, cancellationToken))).ConfigureAwait(false);
        return read;

        async Task ReadRowsAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next) - 1) < rows.Count;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string text = Cut(rows[i].Prompt);
                bool isNew;
                lock (file) isNew = file.Find(text) is null;
                var state = isNew ? await ReadAsync(text, cancellationToken).ConfigureAwait(false) : default;
                lock (file)
                {
                    if (isNew) file.Add(text, state.Span);
                    read += isNew ? 1 : 0;
                    progress?.Report(new(++done, rows.Count, read, Stopwatch.GetElapsedTime(started)));
                }
            }
        }
    }
}

/// <summary>How far the reading of states is.</summary>
/// <param name="Done">Rows whose state is known.</param>
/// <param name="All">Rows in all.</param>
/// <param name="Read">Rows read in this run.</param>
/// <param name="Elapsed">Time this run took so far.</param>
public readonly record struct StateProgress(int Done, int All, int Read, TimeSpan Elapsed)
{
    /// <summary>Rows read a second in this run; 0 before the first.</summary>
    public double RowsPerSecond => Elapsed > TimeSpan.Zero ? Read / Elapsed.TotalSeconds : 0;
}
