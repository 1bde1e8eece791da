using HybridAi.Privacy;

namespace HybridAi;

/// <summary>What conversations answered to questions for consent: never, or yes for labels towards a target. Bounded and thread-safe.</summary>
internal sealed class ConsentBook
{
    private readonly BoundedMap<ConversationKey, bool> _refused = new(100_000);
    private readonly BoundedMap<(ConversationKey Conversation, string Target, string Subject), bool> _given = new(100_000);

    public bool HasRefused(ConversationKey key) => _refused.TryGet(key, out _);

    public bool Covers(ConversationKey key, string target, IReadOnlyList<TreatedLabel> labels)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (!_given.TryGet((key, target, labels[i].Subject), out _))
            {
                return false;
            }
        }

        return labels.Count > 0;
    }

    public void Note(ConversationKey key, string target, IReadOnlyList<TreatedLabel> labels, ConsentAnswer answer)
    {
        switch (answer)
        {
            case ConsentAnswer.Never:
                _refused.Set(key, true);
                break;
            case ConsentAnswer.Conversation:
                foreach (var label in labels)
                {
                    _given.Set((key, target, label.Subject), true);
                }

                break;
        }
    }
}
