using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Cli.Infrastructure;
using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.Cli.Models;

/// <summary><c>hybridai model tokenize DIR|FILE.gguf --jsonl</c>: {"text"} lines in, {"ids"} lines out.</summary>
internal static class TokenizeVerb
{
    public static Command Create(CliContext context)
    {
        var model = new Argument<string>("model") { Description = "A model folder, or a GGUF file (one with a vocabulary only will do)." };
        var jsonl = new Option<bool>("--jsonl") { Description = "One JSON object a line on standard input and output. The only form there is." };
        var plain = new Option<bool>("--no-special") { Description = "Add no BOS or EOS, and encode control-token strings as ordinary text." };
        var command = new Command("tokenize", "Encodes texts with a model's tokenizer.") { model, jsonl, plain };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var tokenizer = Open(context.PathOf(parsed.GetRequiredValue(model)));
            var special = !parsed.GetValue(plain);
            var number = 0;
            while (await context.In.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    var ids = tokenizer.Encode(TextOf(line, number), allowControl: special, addBosEos: special);
                    await context.Out.WriteLineAsync("{\"ids\":[" + string.Join(',', ids) + "]}");
                }
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static ByteLevelTokenizer Open(string path)
    {
        if (Directory.Exists(path))
        {
            return ByteLevelTokenizer.FromFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new CliException("the model is not there. Name a model folder or a GGUF file.");
        }

        using var file = GgufFile.Open(path);
        return ByteLevelTokenizer.Create(file.ReadVocabulary());
    }

    private static string TextOf(string line, int number)
    {
        try
        {
            if (JsonNode.Parse(line)?["text"]?.GetValue<string>() is { } text)
            {
                return text;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // Said below, with the line's number.
        }

        throw new CliException($"line {number} is not a JSON object with a string \"text\".");
    }
}
