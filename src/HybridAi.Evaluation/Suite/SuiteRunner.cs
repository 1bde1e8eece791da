using System.Text;
using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation;

/// <summary>How the suite is run.</summary>
public sealed record SuiteRunOptions
{
    /// <summary>Longest answer in tokens. Default 128.</summary>
    public int MaxOutputTokens { get; init; } = 128;

    /// <summary>Reads the hidden state through <see cref="IPromptProbe"/> when the client offers it; the answer reuses the prefill. Default <see langword="true"/>.</summary>
    public bool ReadState { get; init; } = true;

    /// <summary>Keeps the answers in the outcomes. Default <see langword="false"/>.</summary>
    public bool KeepAnswers { get; init; }

    /// <summary>Outcomes of an earlier, unfinished run by prompt id: they are taken over and not asked again.</summary>
    public IReadOnlyDictionary<string, SuiteOutcome> Known { get; init; } = new Dictionary<string, SuiteOutcome>();

    /// <summary>Told of every new outcome as it comes, in order: for storing it and for a progress bar.</summary>
    public Action<SuiteOutcome>? Done { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Lets a model answer the suite and marks it.</summary>
public static class SuiteRunner
{
    /// <summary>Tokens after which a draft is judged early; the default hold-back of the router.</summary>
    public const int EarlyTokens = 8;

    /// <summary>Asks prompt by prompt, one at a time, greedily. A failure of the client ends the run: what was done is with the caller.</summary>
    /// <param name="client">The model to be measured; not disposed.</param>
    /// <param name="suite">The prompts.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>An outcome for every prompt, in order, and which model it was.</returns>
    public static async Task<OutcomeSet> RunAsync(
        IChatClient client, IReadOnlyList<SuitePrompt> suite, SuiteRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(suite);
        options ??= new();
        var header = await DescribeAsync(client, cancellationToken).ConfigureAwait(false);
        var probe = options.ReadState ? client.GetService<IPromptProbe>() : null;
        var outcomes = new List<SuiteOutcome>(suite.Count);
        foreach (var prompt in suite)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!options.Known.TryGetValue(prompt.Id, out var outcome))
            {
                outcome = await AskAsync(client, probe, prompt, options, cancellationToken).ConfigureAwait(false);
                options.Done?.Invoke(outcome);
            }

            outcomes.Add(outcome);
        }

        return header with { Rows = outcomes };
    }

    /// <summary>Prepares a client and says which model it is: the header of its outcomes.</summary>
    /// <param name="client">The model; not disposed.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <returns>A set without rows.</returns>
    public static async Task<OutcomeSet> DescribeAsync(IChatClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.GetService<IModelAvailability>() is { } availability) await availability.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return new OutcomeSet(
            client.GetService<ChatClientMetadata>()?.DefaultModelId ?? "", client.GetService<IPromptProbe>()?.ModelFingerprint ?? "", CompetenceSuite.Version, []);
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
        IChatClient client, IPromptProbe? probe, SuitePrompt prompt, SuiteRunOptions options, CancellationToken cancellationToken)
    {
        var chat = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = options.MaxOutputTokens,
            AdditionalProperties = new AdditionalPropertiesDictionary { [IDraftConfidence.RequestKey] = true },
        };
        ChatMessage[] messages = [new(ChatRole.User, prompt.Prompt)];
        long start = options.Time.GetTimestamp();
        var state = probe is null ? null : await probe.ProbeAsync(messages, chat, cancellationToken).ConfigureAwait(false);
        var text = new StringBuilder();
        var confidence = new List<DraftConfidence>();
        UsageDetails? usage = null;
        double first = 0;
        await foreach (var update in client.GetStreamingResponseAsync(messages, chat, cancellationToken).ConfigureAwait(false))
        {
            text.Append(update.Text);
            if (first == 0 && text.Length > 0) first = options.Time.GetElapsedTime(start).TotalMilliseconds;
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            if (update.AdditionalProperties?.TryGetValue(IDraftConfidence.Key, out object? value) == true && value is DraftConfidence now)
                confidence.Add(now);
        }

        string answer = text.ToString();
        return new SuiteOutcome(prompt.Id, prompt.Family, prompt.Grade(answer))
        {
            Prompt = prompt.Prompt,
            Difficulty = prompt.Difficulty,
            Language = prompt.Language,
            Milliseconds = options.Time.GetElapsedTime(start).TotalMilliseconds,
            FirstTextMilliseconds = first,
            OutputTokens = usage?.OutputTokenCount,
            Confidence = confidence.LastOrDefault(),
            EarlyConfidence = confidence.Find(c => c.Tokens >= EarlyTokens) ?? confidence.LastOrDefault(),
            State = state?.Values.ToArray(),
            Answer = options.KeepAnswers ? answer : null,
        };
    }
}
