namespace HybridAi.Conventions.Support;

/// <summary>Packs every library once per run into a folder that goes away with the run.</summary>
public sealed class BuiltPackages : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("hybridai-packages-").FullName;

    public async Task InitializeAsync()
    {
        // Release, so that the run shares its output with the build of ./test.sh.
        await Shell.RunAsync("dotnet", "restore", "HybridAi.sln", "-nologo", "-v:q", "-nodeReuse:false");
        await Shell.RunAsync(
            "dotnet", "build", "eng/Pack.proj", "--no-restore", "-nologo", "-v:q", "-nodeReuse:false", $"-p:PackageOutputPath={Folder}");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    public IEnumerable<Package> All => Directory.EnumerateFiles(Folder, "*.nupkg").Order(StringComparer.Ordinal).Select(Package.Read);
}

/// <summary>The tests that look at the packages share one packing.</summary>
[CollectionDefinition(nameof(PackedOnce))]
public sealed class PackedOnce : ICollectionFixture<BuiltPackages>;
