using System.Runtime.CompilerServices;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors;
using HybridAi.Privacy.Detectors.Names;
using HybridAi.Privacy.Detectors.Secrets;
using HybridAi.Privacy.Detectors.Statements;

namespace HybridAi.Privacy;

/// <summary>Finds what is sensitive in a text. Immutable and thread-safe; make one and share it. Allocates nothing when nothing is found.</summary>
public sealed class PrivacyScanner
{
    private const int MaxFindings = 100_000, CharsBefore = 80;
    private readonly IEntityRecognizer[] _recognizers;
    private readonly int _maxLength;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ScannerSettings _options;

    /// <summary>Makes a scanner.</summary>
    /// <param name="options">What to look for beside the built-in detectors; copied. Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a pattern is not built with <c>RegexOptions.NonBacktracking</c>.</exception>
    public PrivacyScanner(PrivacyScannerOptions? options = null)
        : this(options, names: null)
    {
    }

    internal PrivacyScanner(PrivacyScannerOptions? options, Gazetteer? names)
    {
        options ??= new PrivacyScannerOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxLength, nameof(options));
        _recognizers = [.. options.Recognizers];
        _maxLength = options.MaxLength;
        _timeout = options.RecognizerTimeout;
        _time = options.TimeProvider;
        _options = new ScannerSettings(options, names ?? Gazetteer.Shipped);
        RevisionId = _options.Fingerprint(_recognizers.Select(r => r.Name));
    }

    /// <summary>Changes exactly when words, patterns, thresholds or recognisers do: a hash of them.</summary>
    public string RevisionId { get; }

    /// <summary>A scanner with the built-in detectors only.</summary>
    public static PrivacyScanner Default { get; } = new();

    /// <summary>Scans one text with everything but the recognisers. If recognisers were configured the result is incomplete: use <see cref="ScanAsync"/>.</summary>
    /// <param name="text">One part of a request. Offsets of the findings count its UTF-16 code units.</param>
    /// <param name="minScore">Lowest score reported; 0 reports every candidate, overlapping ones of different types too.</param>
    public ScanResult Scan(ReadOnlySpan<char> text, double minScore = PrivacyPolicy.BelievedScore)
    {
        if (text.Length > _maxLength)
        {
            return ScanResult.Incomplete;
        }

        var found = new FindingBuffer(MaxFindings);
        try
        {
            Span<double> scores = stackalloc double[StatementTally.Size];
            scores.Clear();
            var statements = new StatementTally(scores);
            One(text, minScore, statements, ref found);
            Hidden(text, minScore, statements, ref found);
            bool complete = !found.Overflowed && _recognizers.Length == 0;
            StatementFinding[] said = statements.Result(minScore);
            if (found.Count > 0)
            {
                Resolver.Resolve(text, minScore, _options, ref found);
            }

            return found.Count == 0 && said.Length == 0
                ? complete ? ScanResult.Empty : ScanResult.Incomplete
                : ScanResult.OfOrdered([.. found.Items], said, complete);
        }
#pragma warning disable CA1031 // A detector that fails must not let the text pass, nor stop the caller.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ScanResult.Create([.. found.Items], [], isComplete: false);
        }
        finally
        {
            found.Dispose();
        }
    }

    /// <summary>How many characters the detectors look at in a text beyond the one pass over it.</summary>
    internal long CountWork(ReadOnlySpan<char> text)
    {
        var found = new FindingBuffer(MaxFindings);
        Span<double> scores = stackalloc double[StatementTally.Size];
        scores.Clear();
        var statements = new StatementTally(scores);
        One(text, 0, statements, ref found);
        Hidden(text, 0, statements, ref found);
        found.Dispose();
        return found.Work;
    }

    /// <summary>On its own: the pass has large buffers on the stack, and where a method has them they are cleared at every call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Anchored(ReadOnlySpan<char> text, double min, int from, ref FindingBuffer found)
    {
        Span<byte> near = stackalloc byte[DigitScan.ScratchSize];
        new DigitScan(text, min, near).Run(from, ref found);
    }

    private static bool HasWord(ReadOnlySpan<char> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLetter(text[i]) && char.IsLetter(text[i - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same detectors over what the text says once disguises are taken off and encodings undone, one level deep.</summary>
    private void Hidden(ReadOnlySpan<char> text, double minScore, StatementTally statements, ref FindingBuffer found)
    {
        if (Normalizer.TryNormalize(text, out Normalizer normal))
        {
            var inner = new FindingBuffer(MaxFindings);
            One(normal.Result, minScore, statements, ref inner);
            foreach (ref readonly Finding finding in inner.Items)
            {
                found.Add(normal.Map(finding));
            }

            found.Work += inner.Work + normal.Result.Length;
            inner.Dispose();
            normal.Dispose();
        }

        int at = 0;
        while (EncodedRuns.Next(text, ref at, out int start, out int end, out string decoded))
        {
            // The words before the run say what it is, as they would of the plain value.
            int before = Math.Min(start, CharsBefore);
            string said = string.Concat(text.Slice(start - before, before), decoded);
            var inner = new FindingBuffer(MaxFindings);
            One(said, Math.Max(minScore, PrivacyPolicy.BelievedScore), statements, ref inner, before);
            foreach (ref readonly Finding finding in inner.Items)
            {
                if (finding.Start < before)
                {
                    continue;
                }

                // A name may come up in any noise; what has a form of its own does not.
                if (finding.Type is not (EntityTypes.Person or EntityTypes.Location or EntityTypes.Organization or EntityTypes.Nrp))
                {
                    found.Add(finding with { Start = start, Length = end - start });
                }
            }

            found.Work += inner.Work + end - start;
            inner.Dispose();
        }
    }

    /// <summary>All built-in and configured detectors over one text. What stands before <paramref name="from"/> is context only.</summary>
    private void One(ReadOnlySpan<char> text, double minScore, StatementTally statements, ref FindingBuffer found, int from = 0)
    {
        // Candidates below the wanted score are kept out early, but for the thresholds of single types.
        double min = Math.Min(minScore, _options.LowestThreshold);
        if (DigitScan.HasAnchor(text[from..]))
        {
            Anchored(text, min, from, ref found);
        }

        SecretDetector.Find(text, min, ref found, from);
        if (from > 0 && !HasWord(text[from..]))
        {
            // Neither a name nor a statement is made of single letters.
        }
        else if (_options.Names is not null || _options.Statements)
        {
            SentenceScan.Find(text, _options.Names, statements, _options.Statements, min, ref found);
        }

        _options.Custom?.Find(text, min, ref found);
    }

    /// <summary>Scans one text with everything, recognisers included. Completes synchronously when there are none.</summary>
    /// <param name="text">One part of a request.</param>
    /// <param name="minScore">Lowest score reported.</param>
    /// <param name="cancellationToken">Ends the scan with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The findings; incomplete when a recogniser threw or was late.</returns>
    public ValueTask<ScanResult> ScanAsync(
        ReadOnlyMemory<char> text, double minScore = PrivacyPolicy.BelievedScore, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ScanResult own = Scan(text.Span, minScore);
        return _recognizers.Length == 0 || text.Length > _maxLength
            ? ValueTask.FromResult(own)
            : new ValueTask<ScanResult>(WithRecognizersAsync(own, text, minScore, cancellationToken));
    }

    private async Task<ScanResult> WithRecognizersAsync(ScanResult own, ReadOnlyMemory<char> text, double minScore, CancellationToken cancellationToken)
    {
        List<Finding> all = [.. own.Findings];
        bool complete = true;
        using var late = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        foreach (IEntityRecognizer recognizer in _recognizers)
        {
            try
            {
                IReadOnlyList<Finding> more = await recognizer.RecognizeAsync(text, either.Token).AsTask()
                    .WaitAsync(either.Token).ConfigureAwait(false);
                all.AddRange(more.Where(f => f.Score >= minScore && f.Start >= 0 && f.Length > 0 && f.Start <= text.Length - f.Length));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // Whatever a recogniser does, the text then stays on the device.
            catch (Exception)
#pragma warning restore CA1031
            {
                complete = false;
            }
        }

        return ScanResult.Create(all, own.Statements, complete);
    }
}
