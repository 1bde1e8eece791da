using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Import.Graph;
using HybridAi.Import.Tokenizer;
using HybridAi.Import.Weights;

namespace HybridAi.Import.Importing;

/// <summary>One import, from source to folder.</summary>
internal sealed class ImportRun(
    string source, string output, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
{
    private const string GraphFile = "model.onnx";
    private const string DataFileName = "model.onnx.data";

    private readonly ProgressMeter _meter = new(progress);

    public ImportManifest Execute()
    {
        try
        {
            using var file = GgufFile.Open(source);
            var vocabulary = file.ReadVocabulary();
            using var folder = new OutputFolder(output, source);
            var manifest = Write(file, vocabulary, folder);
            cancellationToken.ThrowIfCancellationRequested();
            folder.Commit();
            _meter.Done();
            return manifest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PathFree.Rewrite(exception);
        }
    }

    private ImportManifest Write(GgufFile file, TokenizerVocabulary vocabulary, OutputFolder folder)
    {
        var shape = DecoderShape.Read(file) with { ProbeOnly = options.ProbeOnly };
        if (shape.BuiltLayers == 0)
        {
            throw new ModelFormatException("A model of one layer has no hidden state to read; it is not supported here.", "block_count");
        }

        if (vocabulary.Tokens.Count > shape.Vocabulary)
        {
            throw new ModelFormatException(
                $"The vocabulary has {vocabulary.Tokens.Count} tokens but the embedding {shape.Vocabulary} rows.",
                "tokenizer.ggml.tokens");
        }

        var parameters = file.Tensors.Sum(static tensor => tensor.ElementCount);
        var policy = WeightPolicy.For(options.Precision, parameters);
        var graph = new OnnxGraph(DataFileName);
        var data = new DataFile(graph);
        _ = new DecoderGraph(file, shape, graph, data, policy, options.AccuracyLevel);
        folder.RequireSpace(data.Length);

        var ids = new SpecialIds(vocabulary, StatedEndings(file, vocabulary));
        _meter.Plan(file.Length, data.TotalWeights, data.Length);
        var sha = FileHash.Compute(file, _meter.Hashed, cancellationToken);
        data.Write(folder.PathOf(DataFileName), _meter.Converted, cancellationToken);
        var outputs = shape.ProbeLayer == 0 ? [] : new[] { new ExtraOutput(DecoderGraph.ProbeOutput(shape.ProbeLayer), shape.ProbeLayer) };
        folder.Write(GraphFile, stream => stream.Write(graph.ToModel(
            ImportManifest.CurrentVersion.ToString(CultureInfo.InvariantCulture),
            outputs.Select(static extra => KeyValuePair.Create("hybridai." + extra.Name, extra.Layer.ToString(CultureInfo.InvariantCulture))))));
        folder.Write("genai_config.json", stream => GenAIConfig.Write(stream, shape, vocabulary, ids, GraphFile));
        folder.Write("tokenizer.json", stream => TokenizerFiles.WriteTokenizer(stream, vocabulary));
        folder.Write("tokenizer_config.json", stream => TokenizerFiles.WriteConfig(stream, vocabulary, ids, shape.Context));

        var manifest = new ImportManifest
        {
            ImporterVersion = ImportManifest.CurrentVersion,
            SourceSha256 = sha,
            SourceLength = file.Length,
            ModelName = file.Name,
            Precision = policy.KeepOffsets4 ? ImportPrecision.Exact : ImportPrecision.Int8,
            Architecture = shape.Architecture,
            Layers = shape.Layers,
            HiddenSize = shape.Hidden,
            ContextLength = shape.Context,
            VocabularySize = shape.Vocabulary,
            ParameterCount = parameters,
            ModelFingerprint = FileHash.Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"hybridai-model\n{sha}")))[..32],
            ExtraOutputs = outputs,
            Files = [.. folder.FileNames.Select(name => Describe(folder.PathOf(name), name))],
        };
        folder.Write(ImportManifest.FileName, stream => ManifestFile.Write(stream, manifest));
        return manifest;
    }

    private ImportedFile Describe(string path, string name) =>
        new(name, new FileInfo(path).Length, FileHash.Compute(path, _meter.Hashed, cancellationToken));

    private static List<int> StatedEndings(GgufFile file, TokenizerVocabulary vocabulary)
    {
        var ids = new List<int>();
        foreach (var name in (string[])["eot", "eom"])
        {
            if (file.Metadata.FindInt($"tokenizer.ggml.{name}_token_id", 0, vocabulary.Tokens.Count - 1) is { } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
