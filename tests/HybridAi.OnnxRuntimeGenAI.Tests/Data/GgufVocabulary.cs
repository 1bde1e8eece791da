using System.Text;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Data;

/// <summary>Reads the vocabulary of a well-formed GGUF file, so that the tokenizer's tests depend on nothing but the file.</summary>
internal static class GgufVocabulary
{
    public static TokenizerVocabulary Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        reader.ReadUInt32().ShouldBe(0x46554747u); // "GGUF"
        reader.ReadUInt32();
        reader.ReadUInt64();
        var values = new Dictionary<string, object>();
        for (var left = reader.ReadUInt64(); left > 0; left--)
            values.Add(ReadText(reader), ReadValue(reader, reader.ReadUInt32()));
        return new TokenizerVocabulary
        {
            Tokens = [.. ((object[])values["tokenizer.ggml.tokens"]).Cast<string>()],
            Kinds = [.. ((object[])values["tokenizer.ggml.token_type"]).Select(kind => (TokenKind)(int)kind)],
            Merges = [.. ((object[])values["tokenizer.ggml.merges"]).Cast<string>()],
            PreTokenizer = (string)values["tokenizer.ggml.pre"],
            BosId = Id("tokenizer.ggml.bos_token_id"),
            EosId = Id("tokenizer.ggml.eos_token_id"),
            PadId = Id("tokenizer.ggml.padding_token_id"),
            UnknownId = Id("tokenizer.ggml.unknown_token_id"),
            AddBos = values.GetValueOrDefault("tokenizer.ggml.add_bos_token") is true,
            ChatTemplate = values.GetValueOrDefault("tokenizer.chat_template") as string,
        };

        int? Id(string key) => values.TryGetValue(key, out var id) ? (int)(uint)id : null;
    }

    private static string ReadText(BinaryReader reader) =>
        Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadUInt64()));

    private static object ReadValue(BinaryReader reader, uint type) => type switch
    {
        0 or 1 => reader.ReadByte(),
        2 or 3 => reader.ReadInt16(),
        4 => reader.ReadUInt32(),
        5 => reader.ReadInt32(),
        6 => reader.ReadSingle(),
        7 => reader.ReadByte() != 0,
        8 => ReadText(reader),
        9 => ReadArray(reader, reader.ReadUInt32()),
        10 or 11 => reader.ReadInt64(),
        12 => reader.ReadDouble(),
        _ => throw new InvalidDataException($"type {type}"),
    };

    private static object[] ReadArray(BinaryReader reader, uint type)
    {
        var items = new object[reader.ReadUInt64()];
        for (var i = 0; i < items.Length; i++)
            items[i] = ReadValue(reader, type);
        return items;
    }
}
