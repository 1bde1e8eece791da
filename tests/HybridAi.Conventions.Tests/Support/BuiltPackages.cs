using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace HybridAi.Conventions.Support;

/// <summary>Packs every library once per run into a folder that goes away with the run.</summary>
public sealed class BuiltPackages : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);

    public string Folder { get; } = Directory.CreateTempSubdirectory("hybridai-packages-").FullName;

    public async Task InitializeAsync()
    {
        // Release, so that the run shares its output with the build of ./test.sh.
        await RunAsync("restore", "HybridAi.sln", "-nologo", "-v:q", "-nodeReuse:false");
        await RunAsync("build", "eng/Pack.proj", "--no-restore", "-nologo", "-v:q", "-nodeReuse:false", $"-p:PackageOutputPath={Folder}");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    public IEnumerable<Package> All => Directory.EnumerateFiles(Folder, "*.nupkg").Order(StringComparer.Ordinal).Select(Package.Read);

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test host's own settings are not for the child.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        using var patience = new CancellationTokenSource(_patience);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        process.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments.Take(2))}: {await output}{await error}");
    }
}

/// <summary>What is in a package.</summary>
public sealed record Package(string File, string Id, long Bytes, XElement Metadata, IReadOnlyList<string> Entries)
{
    public bool HasSymbols => System.IO.File.Exists(Path.ChangeExtension(File, ".snupkg"));

    public IEnumerable<string> Dependencies => Metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
        .Select(element => (string)element.Attribute("id")!).Distinct();

    public IEnumerable<string> Frameworks => Metadata.Descendants().Where(element => element.Name.LocalName == "group")
        .Select(element => (string)element.Attribute("targetFramework")!);

    public string? Text(string name) => (string?)Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    public static Package Read(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        using var nuspec = zip.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        var id = (string)metadata.Elements().Single(element => element.Name.LocalName == "id");
        return new Package(file, id, new FileInfo(file).Length, metadata, [.. zip.Entries.Select(entry => entry.FullName)]);
    }

    public override string ToString() => Id;
}
