using System.Text;
using System.Text.Json;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary>What a judge said, in a file that grows: each grade was paid for. <c>--labels</c> reads it too.</summary>
internal sealed class KeptLabels : IDisposable
{
    private readonly FileStream _file;
    private readonly string? _model;

    private KeptLabels(FileStream file, string? model, Dictionary<string, LabelledPrompt> known) => (_file, _model, Known) = (file, model, known);

    /// <summary>What was in the file about this model, by prompt.</summary>
    public Dictionary<string, LabelledPrompt> Known { get; }

    /// <summary>Opens a file, or starts one.</summary>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static KeptLabels Open(CliContext context, string path, string? model)
    {
#pragma warning disable CA2000 // What is returned owns it; every other way out disposes it.
        var file = OutputFile.OpenKept(context, path);
#pragma warning restore CA2000
        try
        {
            Mend(file);
            var known = new Dictionary<string, LabelledPrompt>(StringComparer.Ordinal);
            foreach (var label in LabelledPrompt.Read(file).Where(label => label.Model == model))
            {
                known[label.Prompt] = label;
            }

            file.Position = file.Length;
            return new(file, model, known);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Append(LabelledPrompt label)
    {
        var line = Output.Json.Object(json =>
        {
            json.WriteString("prompt", label.Prompt);
            json.WriteNumber("need", label.Gain);
            if (_model is not null)
            {
                json.WriteString("model", _model);
            }
        });
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    // A run that was stopped may have left half of a line; a whole one only lacks its end.
    private static void Mend(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (whole < bytes.Length)
        {
            try
            {
                using var last = JsonDocument.Parse(bytes.AsMemory(whole));
                file.WriteByte((byte)'\n');
            }
            catch (JsonException)
            {
                file.SetLength(whole);
            }
        }

        file.Position = 0;
    }
}
