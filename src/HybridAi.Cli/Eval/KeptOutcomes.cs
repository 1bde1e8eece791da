using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Eval;

/// <summary>Outcomes of the competence suite in a file that grows: a run that was stopped goes on.</summary>
internal sealed class KeptOutcomes : IDisposable
{
    private readonly FileStream _file;
    private readonly IReadOnlyList<SuitePrompt> _suite;
    private readonly IReadOnlyDictionary<string, SuiteOutcome> _known;

    private KeptOutcomes(FileStream file, IReadOnlyList<SuitePrompt> suite, IReadOnlyDictionary<string, SuiteOutcome> known) =>
        (_file, _suite, _known, Done) = (file, suite, known, suite.Count(p => known.ContainsKey(p.Id)));

    /// <summary>Prompts of the suite whose outcome is in the file.</summary>
    public int Done { get; private set; }

    /// <summary>Opens a file, or starts one.</summary>
    /// <exception cref="CliException">It holds outcomes of another model, or another process writes it.</exception>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static KeptOutcomes Open(CliContext context, string path, OutcomeSet model, IReadOnlyList<SuitePrompt> suite)
    {
#pragma warning disable CA2000 // What is returned owns it; every other way out disposes it.
        var file = OutputFile.OpenKept(context, path);
#pragma warning restore CA2000
        try
        {
            if (file.Length == 0)
            {
                OutcomeFile.WriteHeader(file, model);
                file.Flush();
                return new(file, suite, new Dictionary<string, SuiteOutcome>());
            }

            var set = OutcomeFile.Read(file);
            if (set.ModelFingerprint != model.ModelFingerprint || set.SuiteVersion != model.SuiteVersion)
            {
                throw new CliException($"'{Path.GetFileName(path)}' holds outcomes of another model or another version of the suite. Move it away, or name another file.");
            }

            // Kept answers are marked anew: a grader may have become better since.
            var prompts = suite.ToDictionary(p => p.Id, StringComparer.Ordinal);
            SuiteOutcome[] rows = [.. set.Rows.Select(r => r.Answer is { } answer && prompts.TryGetValue(r.Id, out var prompt) ? r with { Mark = prompt.Grade(answer) } : r)];
            var known = new Dictionary<string, SuiteOutcome>(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                known[row.Id] = row;
            }

            return new(Mended(context, path, file, set with { Rows = rows }), suite, known);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Lets a model answer what is not in the file yet.</summary>
    /// <param name="client">The model the file was opened for; not disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how many are done, of the whole suite, behind each new one.</param>
    /// <param name="cancellationToken">Ends the run; what is done stays in the file.</param>
    public Task<OutcomeSet> RunAsync(IChatClient client, SuiteRunOptions options, Action<int> progress, CancellationToken cancellationToken) =>
        SuiteRunner.RunAsync(client, _suite, options with
        {
            Known = _known,
            Done = outcome =>
            {
                OutcomeFile.Append(_file, outcome);
                progress(++Done);
            },
        }, cancellationToken);

    public void Dispose() => _file.Dispose();

    /// <summary>The file behind its last whole line; written anew beside it when marks have changed or the last line was cut off.</summary>
    private static FileStream Mended(CliContext context, string path, FileStream file, OutcomeSet set)
    {
        using var whole = new MemoryStream();
        OutcomeFile.Write(whole, set);
        if (whole.Length == file.Length)
        {
            var found = new byte[file.Length];
            file.Position = 0;
            file.ReadExactly(found);
            if (found.AsSpan().SequenceEqual(whole.GetBuffer().AsSpan(0, found.Length)))
            {
                return file;
            }
        }

        OutputFile.Write(context, path, part => whole.WriteTo(part));
        file.Dispose();
        var mended = OutputFile.OpenKept(context, path);
        mended.Position = mended.Length;
        return mended;
    }
}
