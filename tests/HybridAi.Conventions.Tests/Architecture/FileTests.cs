using System.Text.RegularExpressions;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Architecture;

public sealed partial class FileTests
{
    private const int MostLines = 400;

    // Longer files, and why.
    private static readonly Dictionary<string, string> _longFiles = new();

    // Files that must name a host, and why.
    private static readonly Dictionary<string, string> _hostFiles = new()
    {
        ["src/HybridAi.Privacy/Data/secret-formats.txt"] = "the host is part of how a secret looks",
        ["tests/HybridAi.Conventions.Tests/Architecture/FileTests.cs"] = "the rule itself",
    };

    private static readonly string[] _text = [".cs", ".csproj", ".props", ".targets", ".proj", ".sln", ".json", ".md", ".sh", ".cmd", ".yml", ".yaml", ".editorconfig", ".txt", ".key", ""];

    [Fact]
    public void SourceFiles_AreShort_OrListedWithAReason()
    {
        var longFiles = Repository.FilesWith(".cs").Where(file => Repository.Read(file).AsSpan().Count('\n') > MostLines).ToArray();
        longFiles.Except(_longFiles.Keys).ShouldBeEmpty($"more than {MostLines} lines: split the file, or list it with a reason");
        _longFiles.Keys.Except(longFiles).ShouldBeEmpty("no longer long: take it off the list");
    }

    [Fact]
    public void Files_NameNoMachine() =>
        Repository.FilesWith(_text).Where(file => !_hostFiles.ContainsKey(file))
            .Where(file => MachineName().IsMatch(Repository.Read(file)))
            .ShouldBeEmpty("a path or host of some machine has no place in the repository");

    [Fact]
    public void CacheFolderRule_InItsFourPlaces_NamesTheSameVariables()
    {
        foreach (var place in (string[])["eng/tool/CacheFolder.cs", "eng/common.sh", "Directory.Build.props"])
        {
            var text = Repository.Read(place);
            foreach (var word in (string[])["HYBRIDAI_CACHE", "XDG_CACHE_HOME", ".cache", "Caches", "hybridai"])
            {
                text.ShouldContain(word, Case.Sensitive, place);
            }
        }
    }

    [Fact]
    public void FeedKey_AndCentralVersions_AgreeWithTheTool()
    {
        var tool = Repository.Read("eng/tool/Bootstrap.cs");
        var versions = Repository.Read("Directory.Packages.props");
        var key = Repository.Read("eng/bootstrap/feed.key").Trim();
        foreach (var (constant, property) in (ReadOnlySpan<(string, string)>)[("OnnxRuntimeVersion", "OnnxRuntimeVersion"), ("GenAIVersion", "OnnxRuntimeGenAIVersion")])
        {
            var version = Regex.Match(tool, $"{constant} = \"([^\"]+)\"").Groups[1].Value;
            versions.ShouldContain($"<{property}>{version}</{property}>");
            key.ShouldContain(version);
            Repository.Read("eng/bootstrap/Probe.csproj").ShouldContain($"[{version}]");
        }
    }

    [GeneratedRegex(@"(?<![\w.~*}])/(work|root)/|/tmp/bash_jobs|registry\.npmjs\.org|api\.nuget\.org")]
    private static partial Regex MachineName();
}
