namespace HybridAi.OnnxRuntimeGenAI.Providers;

/// <summary>Tries ways to run a model until one works and computes what it should.</summary>
internal static class ProviderLadder
{
    /// <summary>Climbs down the ladder.</summary>
    /// <param name="rungs">Ways to run the model, best first.</param>
    /// <param name="open">Loads a rung; throws <see cref="LocalModelException"/> when it cannot.</param>
    /// <param name="prove">Says what is wrong with a loaded rung, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the climb between two rungs.</param>
    /// <returns>The first rung that works, and what was said about those before it.</returns>
    /// <exception cref="LocalModelException">No rung works; the last one's kind, and all reasons.</exception>
    public static (T Opened, IReadOnlyList<ProviderVerdict> Verdicts) Climb<T>(
        IReadOnlyList<ProviderRung> rungs, Func<ProviderRung, T> open, Func<T, string?> prove, CancellationToken cancellationToken)
        where T : class, IDisposable
    {
        var verdicts = new List<ProviderVerdict>();
        LocalModelException? last = null;
        foreach (var rung in rungs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            T? opened = null;
            string reason;
            try
            {
                opened = open(rung);
                if (prove(opened) is not { } wrong)
                {
                    verdicts.Add(new(rung.Provider, null));
                    return (opened, verdicts);
                }
                reason = wrong;
                last = new(LocalModelErrorKind.Corrupt, wrong);
            }
            catch (LocalModelException e)
            {
                reason = e.Message;
                last = e;
            }
            opened?.Dispose();
            verdicts.Add(new(rung.Provider, reason));
        }
        if (verdicts.Count == 1)
            throw last!;
        throw new LocalModelException(last?.Kind ?? LocalModelErrorKind.ProviderMissing,
            "No execution provider can run the model. " +
            string.Join(" ", verdicts.Select(verdict => $"{verdict.Provider}: {verdict.Reason}")), last);
    }
}
