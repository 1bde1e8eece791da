using System.Reflection;

namespace HybridAi.Conventions.Support;

/// <summary>The source tree the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly string[] _generated = ["artifacts", ".packages", ".bootstrap", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules"];
    private static readonly Lazy<string[]> _files = new(() => [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)]);

    /// <summary>All files that are not build output, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files => _files.Value;

    public static IEnumerable<string> FilesWith(params string[] extensions) =>
        Files.Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal));

    /// <summary>Names of the projects of src.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder)!)
            .Where(name => File.Exists(ProjectFile(name))).Order(StringComparer.Ordinal)];

    public static string ProjectFile(string project) => Path.Combine(Root, "src", project, project + ".csproj");

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles().Where(file => file.Name != ".git"))
        {
            yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        }

        foreach (var inner in folder.EnumerateDirectories().Where(inner => !_generated.Contains(inner.Name)))
        {
            foreach (var file in Walk(inner))
            {
                yield return file;
            }
        }
    }
}
