using System.Diagnostics;
using System.Runtime.InteropServices;
using HybridAi.OnnxRuntimeGenAI.Models;
using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>Starts this test assembly as a process of its own, for what can only be seen or broken once per process.</summary>
internal static class ChildProcess
{
    private const string Verb = "child";

    /// <summary>Runs a mode of <see cref="Main"/> and returns its output as lines.</summary>
    public static async Task<string[]> RunAsync(string mode, string argument, string home)
    {
        using var process = Start(mode, argument, home);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output + await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Starts a mode of <see cref="Main"/>.</summary>
    public static Process Start(string mode, string argument, string home)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(ChildProcess).Assembly.Location, Verb, mode, argument },
        };
        foreach (var name in (string[])["CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY"])
            start.Environment.Remove(name);
        foreach (var name in (string[])["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA", "TMPDIR"])
            start.Environment[name] = home;
        // The runtime's own debugger and profiler sockets and files are not what these tests are about.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        return Process.Start(start)!;
    }

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [Verb, var mode, var folder])
            return 2;
        switch (mode)
        {
            case "answer":
                using (var client = new GenAIChatClient(folder))
                {
                    await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 4 });
                    foreach (var descriptor in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
                        Console.WriteLine($"open {new FileInfo(descriptor).LinkTarget}");
                }
                return 0;
            case "preloaded":
                NativeLibrary.Load("onnxruntime-genai", typeof(Microsoft.ML.OnnxRuntimeGenAI.Model).Assembly, null);
                using (var client = new GenAIChatClient(folder))
                {
                    try
                    {
                        await client.GetResponseAsync("Hello");
                        Console.WriteLine("answered");
                    }
                    catch (LocalModelException e)
                    {
                        Console.WriteLine($"{e.Kind} {e.Message}");
                    }
                }
                return 0;
            case "memory":
                using (var client = new GenAIChatClient(folder))
                    await Converse(client);
                Console.WriteLine(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)));
                return 0;
            case "many":
                await Many(folder);
                return 0;
            // Prepares model.gguf in the folder "cache" beside it; says what it did.
            case "prepare":
                Console.WriteLine("started");
                var store = new ModelStore(Path.Combine(folder, "cache"));
                var reports = new Reports();
                await store.PrepareAsync(new() { Path = Path.Combine(folder, "model.gguf") }, TimeProvider.System, reports, default);
                Console.WriteLine(reports.Count > 0 ? "imported" : "found");
                return 0;
            // Imports the default model into the folder "out"; says how much memory that took.
            case "import":
                await Import.ModelImporter.ImportAsync(Tests.Data.TestFiles.DefaultModel, Path.Combine(folder, "out"), new() { Precision = Import.ImportPrecision.Exact });
                Console.WriteLine(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)));
                return 0;
            case "lock":
                using (var held = StoreLock.TryAcquire(folder))
                    Console.WriteLine(held is null ? "held" : "free");
                return 0;
            default:
                return 2;
        }
    }

    private sealed class Reports : IProgress<double>
    {
        public int Count { get; private set; }

        public void Report(double value) => Count++;
    }

    private static async Task Converse(GenAIChatClient client)
    {
        List<ChatMessage> history = [];
        foreach (var question in (string[])["Who wrote Romeo and Juliet?", "List three primary colours.", "Write a haiku about autumn."])
        {
            history.Add(new(ChatRole.User, question));
            var answer = await client.GetResponseAsync(history, new() { MaxOutputTokens = 24 });
            history.AddRange(answer.Messages);
        }
    }

    // Resident memory after a warm-up and after many more short answers.
    private static async Task Many(string folder)
    {
        using var client = new GenAIChatClient(folder);
        var options = new ChatOptions { MaxOutputTokens = 2 };
        for (var i = 0; i < 1_000; i++)
        {
            await client.GetResponseAsync($"Question {i}", options);
            if (i is 299 or 999)
            {
                GC.Collect();
                Console.WriteLine(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS", StringComparison.Ordinal)));
            }
        }
    }
}
