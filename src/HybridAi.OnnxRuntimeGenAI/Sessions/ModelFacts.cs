using System.Text.Json;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>What a model folder's genai_config.json says about the model. Immutable.</summary>
internal sealed record ModelFacts
{
    /// <summary>The runtime's name of the architecture, such as llama.</summary>
    public required string Type { get; init; }

    /// <summary>Prompt and answer together, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Length of a row of logits.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Tokens that end an answer.</summary>
    public required IReadOnlyList<int> EndIds { get; init; }

    /// <summary>Bytes of cache a token takes.</summary>
    public required long CacheBytesPerToken { get; init; }

    /// <summary>File name of the graph.</summary>
    public required string GraphFile { get; init; }

    /// <summary>Name of the output that holds the raw logits.</summary>
    public required string LogitsOutput { get; init; }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="LocalModelException">The folder or its configuration is missing, damaged or not of a text decoder.</exception>
    public static ModelFacts Read(string folder)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(folder, "genai_config.json"));
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement.GetProperty("model"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LocalModelException(LocalModelErrorKind.NotFound,
                "There is no genai_config.json: the folder is missing or is not an ONNX Runtime GenAI model. " +
                "Check the path, or import the GGUF file first.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LocalModelException(LocalModelErrorKind.Corrupt,
                "genai_config.json is damaged or does not describe a text decoder. Prepare or import the model again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException(LocalModelErrorKind.NotFound,
                "genai_config.json cannot be read. Check the permissions of the model folder.");
        }
    }

    private static ModelFacts Read(JsonElement model)
    {
        var decoder = model.GetProperty("decoder");
        // Keys and values, kept in float32 by the processor's kernels.
        var perToken = 2L * sizeof(float) * decoder.GetProperty("num_hidden_layers").GetInt32()
            * decoder.GetProperty("num_key_value_heads").GetInt32() * decoder.GetProperty("head_size").GetInt32();
        var facts = new ModelFacts
        {
            Type = model.GetProperty("type").GetString() ?? "",
            ContextLength = model.GetProperty("context_length").GetInt32(),
            VocabularySize = model.GetProperty("vocab_size").GetInt32(),
            EndIds = Ids(model.GetProperty("eos_token_id")),
            CacheBytesPerToken = perToken,
            GraphFile = decoder.GetProperty("filename").GetString() ?? "",
            LogitsOutput = decoder.TryGetProperty("outputs", out var outputs)
                && outputs.TryGetProperty("logits", out var logits) ? logits.GetString() ?? "logits" : "logits",
        };
        if (facts.ContextLength < 1 || facts.VocabularySize < 1 || perToken < 1)
            throw new FormatException();
        return facts;
    }

    private static int[] Ids(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(id => id.GetInt32())]
        : [value.GetInt32()];
}
