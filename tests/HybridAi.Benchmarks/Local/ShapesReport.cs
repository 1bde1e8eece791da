using System.Diagnostics;
using System.Globalization;
using System.Text;
using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI;

namespace HybridAi.Benchmarks.Local;

/// <summary>Measures shapes of larger models with random weights: import, memory on disk, prefill and decode in both precisions.</summary>
internal static class ShapesReport
{
    private const int Runs = 3;

    public static async Task<string> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hybridai-shapes-").FullName;
        var page = new StringBuilder("| shape, Q4_1 source | precision | import | data file | decode, 32 tokens | prefill, 256 tokens |\n|---|---|---|---|---|---|\n");
        try
        {
            using var source = GgufFile.Open(BenchmarkModel.FindGguf());
            var vocabulary = source.ReadVocabulary();
            foreach (var shape in ModelShape.Common)
            {
                var file = Path.Combine(folder, "shape.gguf");
                RandomGguf.Write(file, shape, vocabulary);
                foreach (var precision in (ImportPrecision[])[ImportPrecision.Int8, ImportPrecision.Exact])
                    page.Append(await RowAsync(shape, file, Path.Combine(folder, "model"), precision));
            }

            return page.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RowAsync(ModelShape shape, string file, string output, ImportPrecision precision)
    {
        var watch = Stopwatch.StartNew();
        var manifest = ModelImporter.Import(file, output, new() { Precision = precision });
        var import = watch.Elapsed;
        var (decode, prefill) = (0.0, 0.0);
        using (var client = new GenAIChatClient(output))
        {
            var model = await client.Host.GetAsync(default);
            for (var run = 0; run < Runs; run++)
            {
                decode = Math.Max(decode, (await LocalReport.RunAsync(model, LocalReport.Prompt(model, 16, run), 32)).DecodeRate);
                prefill = Math.Max(prefill, 256 / (await LocalReport.RunAsync(model, LocalReport.Prompt(model, 256, run), 1)).Prompt.TotalSeconds);
            }
        }

        var row = string.Create(CultureInfo.InvariantCulture,
            $"| {shape.Name}, {manifest.ParameterCount / 1e9:0.00} billion | {precision} | {import.TotalSeconds:0.0} s | {manifest.Files.Sum(f => f.Length) / 1e6:0} MB | {decode:0} tokens/s | {prefill:0} tokens/s |\n");
        Console.Error.Write(row);
        return row;
    }
}
