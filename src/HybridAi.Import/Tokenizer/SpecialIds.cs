namespace HybridAi.Import.Tokenizer;

/// <summary>Which ids end an answer, and which one may safely be the padding.</summary>
internal sealed class SpecialIds
{
    /// <summary>Control tokens that end a turn in the models of the supported architectures, whatever the file states.</summary>
    private static readonly HashSet<string> _endings =
        new(StringComparer.Ordinal) { "<|im_end|>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "</s>" };

    public SpecialIds(TokenizerVocabulary vocabulary, IReadOnlyList<int> stated)
    {
        var ends = new List<int>();
        if (vocabulary.EosId is { } eos)
        {
            ends.Add(eos);
        }

        ends.AddRange(stated);
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
        {
            if (vocabulary.Kinds[id] == TokenKind.Control && _endings.Contains(vocabulary.Tokens[id]))
            {
                ends.Add(id);
            }
        }

        Endings = [.. ends.Distinct()];
        Padding = ChoosePadding(vocabulary, Endings);
    }

    /// <summary>Ids that end an answer, the stated one first.</summary>
    public IReadOnlyList<int> Endings { get; }

    /// <summary>
    /// The padding id. The native side drops padding from the end of a prompt before it reads the logits, so an id that may
    /// end a prompt (SmolLM2 states the end of a turn) would make it read the wrong position.
    /// </summary>
    public int Padding { get; }

    private static int ChoosePadding(TokenizerVocabulary vocabulary, IReadOnlyList<int> endings)
    {
        bool Free(int id) => id != vocabulary.BosId && !endings.Contains(id)
            && vocabulary.ChatTemplate?.Contains(vocabulary.Tokens[id], StringComparison.Ordinal) != true;
        if (vocabulary.PadId is { } stated && Free(stated))
        {
            return stated;
        }

        int[] ids = [.. Enumerable.Range(0, vocabulary.Tokens.Count).Reverse()];
        foreach (var kind in (TokenKind[])[TokenKind.Unused, TokenKind.Control])
        {
            foreach (var id in ids)
            {
                if (vocabulary.Kinds[id] == kind && Free(id) && id != vocabulary.UnknownId)
                {
                    return id;
                }
            }
        }

        return vocabulary.UnknownId is { } unknown && Free(unknown) ? unknown : Array.Find(ids, Free);
    }
}
