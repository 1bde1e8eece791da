using System.Text.Json;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>What one <c>tokenizer.json</c> says. Vocabulary and merges go straight from the bytes into the tables.</summary>
internal sealed class TokenizerJson
{
    private readonly TokenTable _tokens = new(1 << 16);
    private readonly List<AddedToken> _added = [];
    private MergeTable? _merges;
    private PreTokenizerKind? _preTokenizer;
    private TextTemplate _template;
    private bool _normalizes;
    private bool _ignoreMerges;
    private char[] _chars = new char[512];

    private TokenizerJson()
    {
    }

    /// <exception cref="ModelFormatException">Something in the file is not supported.</exception>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A value has an unexpected type.</exception>
    public static TokenizerJson Read(ReadOnlySpan<byte> utf8)
    {
        var file = new TokenizerJson();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        var mergesAt = -1;
        reader.Read();
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("model"u8))
                file.ReadModel(ref reader, ref mergesAt);
            else if (reader.ValueTextEquals("added_tokens"u8))
                file.ReadAdded(Section(ref reader));
            else if (reader.ValueTextEquals("normalizer"u8))
                file._normalizes = TokenizerShapes.IsCanonicalComposition(Section(ref reader));
            else if (reader.ValueTextEquals("pre_tokenizer"u8))
                file._preTokenizer = TokenizerShapes.PreTokenizer(Section(ref reader));
            else if (reader.ValueTextEquals("post_processor"u8))
                file._template = TokenizerShapes.Template(Section(ref reader));
            else if (reader.ValueTextEquals("decoder"u8))
                TokenizerShapes.CheckDecoder(Section(ref reader));
            else
                SkipValue(ref reader);
        }
        if (file._preTokenizer is null)
            throw TokenizerShapes.NotSupported("The file names no pre-tokenizer", "pre_tokenizer");
        if (mergesAt < 0)
            throw TokenizerShapes.NotSupported("The file has no merge rules", "model.merges");
        file.Finish(utf8[mergesAt..]);
        return file;
    }

    /// <summary>Joins the file with <c>tokenizer_config.json</c>, which may be missing.</summary>
    public ByteLevelTokenizer Build(JsonElement config, string? chatTemplate)
    {
        var bos = IdOf(_template.Before) ?? IdOf(TokenText(config, "bos_token"));
        var eos = IdOf(_template.Behind) ?? IdOf(TokenText(config, "eos_token"));
        return new ByteLevelTokenizer(_tokens, _merges!, new TokenizerSettings
        {
            PreTokenizer = _preTokenizer!.Value,
            Normalizes = _normalizes,
            IgnoreMerges = _ignoreMerges,
            Added = _added,
            BosId = bos,
            EosId = eos,
            PadId = IdOf(TokenText(config, "pad_token")),
            AddBos = _template.Before is not null || IsTrue(config, "add_bos_token"),
            AddEos = _template.Behind is not null || IsTrue(config, "add_eos_token"),
            ChatTemplate = ChatTemplateOf(config) ?? chatTemplate,
        });
    }

    private void ReadModel(ref Utf8JsonReader reader, ref int mergesAt)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("vocab"u8))
                ReadVocabulary(ref reader);
            else if (reader.ValueTextEquals("merges"u8))
            {
                reader.Read();
                mergesAt = (int)reader.TokenStartIndex; // read when all tokens are known
                reader.Skip();
            }
            else if (reader.ValueTextEquals("type"u8))
                TokenizerShapes.CheckModelType(Section(ref reader));
            else if (reader.ValueTextEquals("ignore_merges"u8))
                _ignoreMerges = Section(ref reader).ValueKind == JsonValueKind.True;
            else if (reader.ValueTextEquals("byte_fallback"u8))
                TokenizerShapes.CheckByteFallback(Section(ref reader));
            else if (reader.ValueTextEquals("continuing_subword_prefix"u8)
                || reader.ValueTextEquals("end_of_word_suffix"u8))
                TokenizerShapes.CheckAffix(Section(ref reader));
            else
                SkipValue(ref reader);
        }
    }

    private void ReadVocabulary(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw TokenizerShapes.NotSupported("The vocabulary is not an object of texts and ids", "model.vocab");
        while (NextProperty(ref reader))
        {
            var text = Text(ref reader);
            reader.Read();
            _tokens.Set(reader.GetInt32(), text, TokenKind.Normal);
        }
    }

    private void ReadAdded(JsonElement tokens)
    {
        foreach (var token in tokens.EnumerateArray())
        {
            var text = token.GetProperty("content").GetString()!;
            if (IsTrue(token, "single_word"))
                throw TokenizerShapes.NotSupported($"The added token '{text}' is matched as a single word only", "added_tokens");
            var kind = IsTrue(token, "special") ? TokenKind.Control : TokenKind.UserDefined;
            _added.Add(new AddedToken(
                text, token.GetProperty("id").GetInt32(), kind, IsTrue(token, "lstrip"), IsTrue(token, "rstrip")));
        }
    }

    private void Finish(ReadOnlySpan<byte> utf8)
    {
        // They may be in the vocabulary too, there as ordinary tokens.
        foreach (var token in _added)
            _tokens.Set(token.Id, token.Text, token.Kind);
        _tokens.BuildIndex();
        _merges = new MergeTable(_tokens, _tokens.Count);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                ReadPair(ref reader);
            else
                _merges.Add(Text(ref reader));
        }
    }

    // Newer files write ["left","right"] in the place of "left right".
    private void ReadPair(ref Utf8JsonReader reader)
    {
        reader.Read();
        var left = Text(ref reader).ToString();
        reader.Read();
        _merges!.Add(left, Text(ref reader));
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException();
    }

    private ReadOnlySpan<char> Text(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > _chars.Length)
            _chars = new char[reader.ValueSpan.Length];
        return _chars.AsSpan(0, reader.CopyString(_chars));
    }

    private int? IdOf(string? text)
    {
        foreach (var token in _added)
        {
            if (token.Text == text)
                return token.Id;
        }
        return null;
    }

    private static bool NextProperty(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private static JsonElement Section(ref Utf8JsonReader reader)
    {
        reader.Read();
        return JsonElement.ParseValue(ref reader);
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static bool IsTrue(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.True;

    // Either a text or an object with a "content".
    private static string? TokenText(JsonElement config, string name)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var content))
            value = content;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    // Either a text or a list of named templates, of which "default" is meant.
    private static string? ChatTemplateOf(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty("chat_template", out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var named in value.EnumerateArray())
            {
                if (named.GetProperty("name").ValueEquals("default"))
                    return named.GetProperty("template").GetString();
            }
        }
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
