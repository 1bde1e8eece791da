using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation;

/// <summary>How a model did on one prompt of the suite. Holds no text.</summary>
/// <param name="Id">The prompt.</param>
/// <param name="Family">Its family.</param>
/// <param name="Mark">0 (wrong) to 1 (right).</param>
/// <param name="Seconds">Time until the whole answer was there.</param>
/// <param name="OutputTokens">Tokens of the answer, when the client says so.</param>
/// <param name="Confidence">How sure the model was of its answer, when the client says so.</param>
public sealed record SuiteOutcome(
    string Id, string Family, double Mark, double Seconds, long? OutputTokens = null, DraftConfidence? Confidence = null);

/// <summary>Lets a model answer the suite and marks it.</summary>
public static class SuiteRunner
{
    /// <summary>Asks prompt by prompt, one at a time. A failure of the client ends the run: what was done is with the caller.</summary>
    /// <param name="client">The model to be measured; not disposed.</param>
    /// <param name="suite">The prompts.</param>
    /// <param name="done">Told of every outcome as it comes, for a progress bar and for storing it.</param>
    /// <param name="known">Outcomes of an earlier, unfinished run by prompt id: they are taken over and not asked again.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="maxOutputTokens">Longest answer.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>An outcome for every prompt, in order.</returns>
    public static async Task<IReadOnlyList<SuiteOutcome>> RunAsync(
        IChatClient client,
        IReadOnlyList<SuitePrompt> suite,
        Action<SuiteOutcome>? done = null,
        IReadOnlyDictionary<string, SuiteOutcome>? known = null,
        TimeProvider? timeProvider = null,
        int maxOutputTokens = 96,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(suite);
        timeProvider ??= TimeProvider.System;
        var outcomes = new List<SuiteOutcome>(suite.Count);
        foreach (var prompt in suite)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known is null || !known.TryGetValue(prompt.Id, out var outcome))
            {
                outcome = await AskAsync(client, prompt, timeProvider, maxOutputTokens, cancellationToken).ConfigureAwait(false);
                done?.Invoke(outcome);
            }

            outcomes.Add(outcome);
        }

        return outcomes;
    }

    /// <summary>Accuracy by family, in the order in which the families come.</summary>
    /// <param name="outcomes">What was marked.</param>
    /// <returns>One entry a family.</returns>
    public static IReadOnlyList<FamilyAccuracy> ByFamily(IEnumerable<SuiteOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return [.. outcomes.GroupBy(o => o.Family).Select(g => new FamilyAccuracy(g.Key, g.Sum(o => o.Mark), g.Count()))];
    }

    private static async Task<SuiteOutcome> AskAsync(
        IChatClient client, SuitePrompt prompt, TimeProvider timeProvider, int maxOutputTokens, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = maxOutputTokens,
            AdditionalProperties = new AdditionalPropertiesDictionary { [IDraftConfidence.RequestKey] = true },
        };
        long start = timeProvider.GetTimestamp();
        var response = await client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, prompt.Prompt)], options, cancellationToken).ConfigureAwait(false);
        object? confidence = null;
        response.AdditionalProperties?.TryGetValue(IDraftConfidence.Key, out confidence);
        return new SuiteOutcome(
            prompt.Id, prompt.Family, prompt.Grade(response.Text), timeProvider.GetElapsedTime(start).TotalSeconds,
            response.Usage?.OutputTokenCount, confidence as DraftConfidence);
    }
}
