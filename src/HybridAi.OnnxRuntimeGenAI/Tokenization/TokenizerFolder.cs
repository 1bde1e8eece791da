using System.Text.Json;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Builds a tokenizer from the tokenizer files of a model folder.</summary>
internal static class TokenizerFolder
{
    private const string TokenizerFile = "tokenizer.json";
    private const string ConfigFile = "tokenizer_config.json";
    private const string TemplateFile = "chat_template.jinja";

    // The largest published tokenizer.json of this family is under 20 MB.
    private const long MaxFileSize = 256L << 20;

    public static ByteLevelTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var json = Read(Path.Combine(folder, TokenizerFile))
            ?? throw new ModelFormatException("The model folder has no tokenizer.json.", TokenizerFile);
        var config = Read(Path.Combine(folder, ConfigFile));
        var template = Read(Path.Combine(folder, TemplateFile));
        return Load(json, config, template is null ? null : System.Text.Encoding.UTF8.GetString(WithoutMark(template)));
    }

    /// <summary>Builds a tokenizer from the contents of <c>tokenizer.json</c> and, if there are any, of the other two files.</summary>
    public static ByteLevelTokenizer Load(byte[] tokenizerJson, byte[]? configJson = null, string? chatTemplate = null)
    {
        var file = TokenizerFile;
        try
        {
            var model = TokenizerJson.Read(WithoutMark(tokenizerJson));
            file = ConfigFile;
            if (configJson is null)
                return model.Build(default, chatTemplate);
            using var config = JsonDocument.Parse(configJson.AsMemory(configJson.Length - WithoutMark(configJson).Length));
            return model.Build(config.RootElement, chatTemplate);
        }
        // The reader reports wrong JSON types and invalid UTF-8 in strings as InvalidOperationException.
        catch (Exception exception) when (exception
            is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ModelFormatException("The file is not what a tokenizer file must be.", file, exception);
        }
    }

    private static byte[]? Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        return file.Length <= MaxFileSize
            ? File.ReadAllBytes(path)
            : throw new ModelFormatException($"The file is larger than {MaxFileSize >> 20} MB.", file.Name);
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
