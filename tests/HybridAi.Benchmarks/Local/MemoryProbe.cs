using System.Diagnostics;
using System.Globalization;
using HybridAi.OnnxRuntimeGenAI;
using Microsoft.Extensions.AI;

namespace HybridAi.Benchmarks.Local;

/// <summary>Peak resident memory of a process of its own.</summary>
internal static class MemoryProbe
{
    public static async Task<string> MeasureAsync(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return "Linux only";
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(MemoryProbe).Assembly.Location, "--memory", folder },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var kilobytes = int.Parse(output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return $"{kilobytes / 1024} MiB";
    }

    public static async Task RunAsync(string folder)
    {
        using (var client = new GenAIChatClient(folder))
        {
            List<ChatMessage> history = [];
            foreach (var question in (string[])["Who wrote Romeo and Juliet?", "List three primary colours.", "Write a haiku about autumn."])
            {
                history.Add(new(ChatRole.User, question));
                history.AddRange((await client.GetResponseAsync(history, new() { MaxOutputTokens = 64 })).Messages);
            }
        }
        Console.WriteLine(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)));
    }
}
