using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>Cases on how requests begin and end.</summary>
internal static class LifetimeCases
{
    public static async Task CancelledBeforeAsync(IChatClient client, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await source.CancelAsync().ConfigureAwait(false);
        await CancelsAsync(() => client.GetResponseAsync(AnswerCases.Ask(), AnswerCases.Short(), source.Token), "the whole answer").ConfigureAwait(false);
        await CancelsAsync(() => AnswerCases.ReadAsync(client, AnswerCases.Ask(), AnswerCases.Short(), source.Token), "the stream").ConfigureAwait(false);
    }

    public static async Task CancelledMidwayAsync(IChatClient client, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var after = 0;
            await foreach (var update in client.GetStreamingResponseAsync(AnswerCases.Ask(), AnswerCases.Short(), source.Token).ConfigureAwait(false))
            {
                after += source.IsCancellationRequested && update.Text.Length > 0 ? 1 : 0;
                await source.CancelAsync().ConfigureAwait(false);
            }

            AnswerCases.Require(after <= 1, "the stream went on after it was cancelled");
        }
        catch (OperationCanceledException)
        {
            // As it should be. An answer that had already arrived in whole may also just end.
        }

        await AnswerCases.WholeAsync(client, cancellationToken).ConfigureAwait(false);
    }

    public static async Task ReaderStopsAsync(IChatClient client, CancellationToken cancellationToken)
    {
        await foreach (var update in client.GetStreamingResponseAsync(AnswerCases.Ask(), AnswerCases.Short(), cancellationToken).ConfigureAwait(false))
        {
            break;
        }

        await AnswerCases.StreamedAsync(client, cancellationToken).ConfigureAwait(false);
    }

    public static async Task TwiceAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var stream = client.GetStreamingResponseAsync(AnswerCases.Ask(), AnswerCases.Short(), cancellationToken);
        for (var i = 0; i < 2; i++)
        {
            var said = 0;
            await foreach (var update in stream.ConfigureAwait(false))
            {
                said += update.Text.Length;
            }

            AnswerCases.Require(said > 0, i == 0 ? "the stream has no text" : "the stream has no text when it is read again");
        }
    }

    public static async Task SeveralAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => client.GetResponseAsync(AnswerCases.Ask(), AnswerCases.Short(), cancellationToken), cancellationToken))).ConfigureAwait(false);
        AnswerCases.Require(Array.TrueForAll(all, r => r.Text.Length > 0), "of several requests at once one has no answer");
    }

    public static async Task NullAsync(IChatClient client, CancellationToken cancellationToken)
    {
        foreach (var streaming in (bool[])[false, true])
        {
            try
            {
                _ = streaming
                    ? (await AnswerCases.ReadAsync(client, null!, null, cancellationToken).ConfigureAwait(false)).ToChatResponse()
                    : await client.GetResponseAsync((IEnumerable<ChatMessage>)null!, null, cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentNullException)
            {
                continue;
            }

            throw new ConformanceException("messages that are null were taken");
        }
    }

    public static Task ServicesAsync(IChatClient client, CancellationToken cancellationToken)
    {
        AnswerCases.Require(client.GetService(typeof(IChatClient)) is IChatClient, "GetService does not give the client");
        AnswerCases.Require(client.GetService(typeof(ChatClientMetadata)) is ChatClientMetadata, "GetService does not give the metadata");
        AnswerCases.Require(client.GetService(typeof(ConformanceCase)) is null, "GetService gives what was not asked for");
        AnswerCases.Require(client.GetService(typeof(IChatClient), "a key") is null, "GetService does not look at the key");
        try
        {
            client.GetService(null!);
        }
        catch (ArgumentNullException)
        {
            return Task.CompletedTask;
        }

        throw new ConformanceException("GetService takes a type that is null");
    }

    private static async Task CancelsAsync(Func<Task> ask, string what)
    {
        try
        {
            await ask().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        throw new ConformanceException($"{what} came although the token was cancelled");
    }
}
