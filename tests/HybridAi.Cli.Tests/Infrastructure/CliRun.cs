using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>A run of the command line in this process, in a folder of its own and with an environment of its own.</summary>
internal sealed class CliRun : IDisposable
{
    /// <param name="folder">The folder; <see langword="null"/> for one of its own.</param>
    public CliRun(string? folder = null)
    {
        Folder = folder ?? Path.Combine(Path.GetTempPath(), "hybridai-cli-" + Path.GetRandomFileName());
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public Dictionary<string, string> Environment { get; } = new() { ["HYBRIDAI_CACHE"] = TestCache.Folder };

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    public async Task<int> RunAsync(string[] args, string? input = null, Stream? bytes = null, CancellationToken stopping = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var reader = new StringReader(input ?? "");
        var code = await CommandLineApp.RunAsync(args, new CliContext
        {
            Out = output,
            Error = error,
            In = reader,
            Bytes = bytes,
            IsInputRedirected = true,
            Folder = Folder,
            Environment = Environment,
            Stopping = stopping,
        });
        Out = output.ToString();
        Error = error.ToString();
        Error.ShouldNotContain("   at HybridAi", customMessage: "a person never sees a stack trace");
        return code;
    }

    public Task<int> RunAsync(params string[] args) => RunAsync(args, null);

    /// <summary>Fails if anything that was written tells where files lie.</summary>
    public void ShouldTellNoPath()
    {
        (Out + Error).ShouldNotContain(Folder);
        (Out + Error).ShouldNotContain(TestCache.Root);
    }

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>Lets a model of two layers with random weights be the local one: for everything but the quality of answers.</summary>
    public void UseTinyModel() => Environment["HYBRIDAI__TARGETS__LOCAL__PATH"] = TestCache.TinyModel;

    /// <summary>Configures a server as the target "cloud".</summary>
    public void UseCloud(Uri endpoint, string key = Demo.StandIn.Key)
    {
        Write("hybridai.json", $$"""
            { // a comment, and a trailing comma
              "HybridAi": { "Targets": { "cloud": { "Endpoint": "{{endpoint}}", "Model": "m", "ApiKeyName": "MY_KEY" }, } }
            }
            """);
        Environment["MY_KEY"] = key;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
