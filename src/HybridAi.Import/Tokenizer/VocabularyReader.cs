using HybridAi.Import.Gguf;

namespace HybridAi.Import.Tokenizer;

/// <summary>Reads <c>tokenizer.ggml.*</c>.</summary>
internal static class VocabularyReader
{
    private const string Prefix = "tokenizer.ggml.";

    public static TokenizerVocabulary Read(GgufMetadata metadata)
    {
        var model = metadata.FindString(Prefix + "model")
            ?? throw new ModelFormatException("The file holds no vocabulary.", Prefix + "model");
        if (model != "gpt2")
        {
            var kind = model switch
            {
                "llama" => "a SentencePiece vocabulary (llama)",
                "bert" => "a WordPiece vocabulary (bert)",
                "t5" => "a Unigram vocabulary (t5)",
                _ => $"a vocabulary of kind '{Printable.Clip(model)}'",
            };
            throw new ModelFormatException($"The file has {kind}; only byte-level BPE (gpt2) is supported.", Prefix + "model");
        }

        var stated = metadata.FindString(Prefix + "pre");
        var preTokenizer = PreTokenizers.Find(stated) ?? throw new ModelFormatException(
            $"The pre-tokenizer '{Printable.Clip(stated!)}' is not supported; smollm, gpt-2, llama-bpe, qwen2 and default are.",
            Prefix + "pre");
        var tokens = metadata.FindStrings(Prefix + "tokens") is { Length: > 0 } found
            ? found : throw new ModelFormatException("The vocabulary is empty.", Prefix + "tokens");
        var count = tokens.Length;
        return new()
        {
            Tokens = tokens,
            Kinds = ReadKinds(metadata, count),
            Merges = ReadMerges(metadata),
            PreTokenizer = preTokenizer,
            BosId = metadata.FindInt(Prefix + "bos_token_id", 0, count - 1),
            EosId = metadata.FindInt(Prefix + "eos_token_id", 0, count - 1),
            UnknownId = metadata.FindInt(Prefix + "unknown_token_id", 0, count - 1),
            PadId = metadata.FindInt(Prefix + "padding_token_id", 0, count - 1),

            // llama.cpp puts a BOS in front of Llama 3 texts unless the file says otherwise.
            AddBos = metadata.FindBool(Prefix + "add_bos_token") ?? preTokenizer == "llama-bpe",
            AddEos = metadata.FindBool(Prefix + "add_eos_token") ?? false,
            ChatTemplate = metadata.FindString("tokenizer.chat_template"),
        };
    }

    private static TokenKind[] ReadKinds(GgufMetadata metadata, int count)
    {
        var kinds = new TokenKind[count];
        if (metadata.FindInts(Prefix + "token_type") is not { } numbers)
        {
            Array.Fill(kinds, TokenKind.Normal);
            return kinds;
        }

        if (numbers.Length != count)
        {
            throw new ModelFormatException($"There are {count} tokens but {numbers.Length} token types.", Prefix + "token_type");
        }

        for (var i = 0; i < count; i++)
        {
            kinds[i] = numbers[i] is >= 0 and <= (int)TokenKind.Byte
                ? (TokenKind)numbers[i]
                : throw new ModelFormatException($"Token type {numbers[i]} is not defined.", Prefix + "token_type");
        }

        return kinds;
    }

    private static string[] ReadMerges(GgufMetadata metadata)
    {
        const string key = Prefix + "merges";
        var merges = metadata.FindStrings(key) ?? throw new ModelFormatException("The merge rules are missing.", key);
        foreach (var merge in merges)
        {
            var space = merge.IndexOf(' ', StringComparison.Ordinal);
            if (space <= 0 || space == merge.Length - 1 || merge.IndexOf(' ', space + 1) >= 0)
            {
                throw new ModelFormatException($"The merge rule '{Printable.Clip(merge)}' is not two texts with a space between.", key);
            }
        }

        return merges;
    }
}
