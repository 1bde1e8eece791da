using System.Runtime.CompilerServices;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Builds a tokenizer from the vocabulary of a GGUF file.</summary>
internal static class VocabularyLoader
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ByteLevelTokenizer Load(TokenizerVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var preTokenizer = PreTokenizerNames.Parse(vocabulary.PreTokenizer);
        var count = vocabulary.Tokens.Count;
        if (vocabulary.Kinds.Count != count)
            throw new ModelFormatException(
                $"There are {count} tokens but {vocabulary.Kinds.Count} token types.", "tokenizer.ggml.token_type");
        var tokens = new TokenTable(count);
        var added = new List<AddedToken>();
        for (var id = 0; id < count; id++)
        {
            var (text, kind) = (vocabulary.Tokens[id], vocabulary.Kinds[id]);
            tokens.Set(id, text, kind);
            if (kind is TokenKind.Control or TokenKind.Unknown or TokenKind.UserDefined)
                added.Add(new AddedToken(text, id, kind));
        }
        tokens.BuildIndex();
        var merges = new MergeTable(tokens, vocabulary.Merges.Count);
        for (var rank = 0; rank < vocabulary.Merges.Count; rank++)
            merges.Add(vocabulary.Merges[rank]);
        return new ByteLevelTokenizer(tokens, merges, new TokenizerSettings
        {
            PreTokenizer = preTokenizer,
            Normalizes = preTokenizer == PreTokenizerKind.Qwen2,
            IgnoreMerges = preTokenizer == PreTokenizerKind.Llama3,
            Added = added,
            BosId = Checked(vocabulary.BosId),
            EosId = Checked(vocabulary.EosId),
            PadId = Checked(vocabulary.PadId),
            AddBos = vocabulary.AddBos,
            AddEos = vocabulary.AddEos,
            ChatTemplate = vocabulary.ChatTemplate,
        });

        int? Checked(int? id) => id is null || (uint)id < (uint)count
            ? id
            : throw new ModelFormatException($"Token id {id} is outside the vocabulary of {count}.", "tokenizer.ggml");
    }
}
