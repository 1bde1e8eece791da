using System.IO.Compression;
using System.Text.Json;

namespace HybridAi.Difficulty;

/// <summary>Prompts of public benchmarks; see PROMPTS.md.</summary>
internal static class SamplePrompts
{
    public static readonly (string Source, string Prompt)[] WithSource = Load();

    public static readonly string[] All = [.. WithSource.Select(p => p.Prompt)];

    private static (string Source, string Prompt)[] Load()
    {
        using var stream = typeof(SamplePrompts).Assembly.GetManifestResourceStream("prompts.jsonl.gz")!;
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        var prompts = new List<(string, string)>();
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            prompts.Add((json.RootElement.GetProperty("source").GetString()!, json.RootElement.GetProperty("prompt").GetString()!));
        }

        return [.. prompts];
    }
}
