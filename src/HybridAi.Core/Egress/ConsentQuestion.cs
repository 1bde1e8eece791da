using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>One question for consent: is it needed at all, and what was answered.</summary>
internal sealed class ConsentQuestion(Target target, ConversationStore conversations, ChatOptions? options, RequestLabels labels)
{
    /// <param name="provider">Who is asked.</param>
    /// <param name="ticket">An answer given before.</param>
    /// <param name="before">The texts as they are.</param>
    /// <param name="after">The texts as they would leave.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="ConsentRequiredException">Refused, or nobody to ask.</exception>
    public async ValueTask<ConsentTicket> AskAsync(
        IConsentProvider? provider,
        ConsentTicket? ticket,
        List<(string Where, string Text)> before,
        List<(string Where, string Text)> after,
        CancellationToken cancellationToken)
    {
        var content = ConsentTexts.Hash(before);
        if (ticket is not null && ticket.Target == target.Name && ticket.Content == content)
        {
            return ticket;
        }

        var asking = labels.Asking(target.Profile.Location);
        if (conversations.HasConsented(options, target.Name, asking))
        {
            return new(target.Name, content, labels.Reach, ConsentAnswer.Conversation);
        }

        var answer = await AskAsync(provider, asking, before, after, cancellationToken).ConfigureAwait(false);
        conversations.Note(options, target.Name, asking, answer);
        return answer is ConsentAnswer.Once or ConsentAnswer.Conversation
            ? new(target.Name, content, labels.Reach, answer)
            : throw Refusal.Consent(labels, target.Profile.Location);
    }

    private async ValueTask<ConsentAnswer> AskAsync(
        IConsentProvider? provider,
        IReadOnlyList<TreatedLabel> asking,
        List<(string Where, string Text)> before,
        List<(string Where, string Text)> after,
        CancellationToken cancellationToken)
    {
        if (provider is null)
        {
            return ConsentAnswer.Never;
        }

        var request = new ConsentRequest
        {
            Target = target.Name,
            Profile = target.Profile,
            Tenant = options.ReadString(HybridKeys.Tenant),
            ConversationKey = options.ReadString(HybridKeys.ConversationKey),
            Labels = asking,
            Parts = [.. before.Zip(after, (b, a) => new ConsentPart(b.Where, b.Text, a.Text))],
        };
        try
        {
            return await provider.AskAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Who could not be asked has not consented.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ConsentAnswer.Never;
        }
    }
}
