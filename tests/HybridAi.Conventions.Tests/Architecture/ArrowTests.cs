using System.Xml.Linq;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Architecture;

public sealed class ArrowTests
{
    // Who may refer to whom, exactly as the design has it. A new project starts with a line here.
    private static readonly Dictionary<string, string[]> _arrows = new()
    {
        ["HybridAi.Privacy"] = [],
        ["HybridAi.Import"] = [],
        ["HybridAi.Core"] = ["HybridAi.Privacy"],
        ["HybridAi"] = ["HybridAi.Core"],
        ["HybridAi.Evaluation"] = ["HybridAi.Core"],
        ["HybridAi.Testing"] = ["HybridAi.Core"],
        ["HybridAi.OnnxRuntimeGenAI"] = ["HybridAi", "HybridAi.Import"],
        ["HybridAi.OpenAI"] = ["HybridAi"],
        ["HybridAi.Gateway"] = ["HybridAi"],
        ["HybridAi.Postgres"] = ["HybridAi"],
        ["HybridAi.Models.SmolLM2"] = ["HybridAi", "HybridAi.OnnxRuntimeGenAI"],
        ["HybridAi.Starter"] = ["HybridAi", "HybridAi.Models.SmolLM2", "HybridAi.OnnxRuntimeGenAI", "HybridAi.OpenAI"],
    };

    // Third-party packages that have a home; everybody else goes without.
    private static readonly Dictionary<string, string[]> _homes = new()
    {
        ["Polly.Core"] = ["HybridAi"],
        ["OpenAI"] = ["HybridAi.OpenAI"],
        ["Microsoft.ML.OnnxRuntimeGenAI"] = ["HybridAi.Starter", "HybridAi.Cli"],
        ["Microsoft.ML.OnnxRuntimeGenAI.Managed"] = ["HybridAi.OnnxRuntimeGenAI"],
        ["Npgsql"] = ["HybridAi.Postgres"],
        ["Spectre.Console"] = ["HybridAi.Cli"],
        ["System.CommandLine"] = ["HybridAi.Cli"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectReferences_OfEveryProject_FollowTheArrows(string project)
    {
        var actual = References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).ToArray();
        if (project == "HybridAi.Cli")
        {
            return; // the top of the house refers to what it likes
        }

        _arrows.ShouldContainKey(project, "a new project needs a line in the table of arrows");
        actual.Except(_arrows[project]).ShouldBeEmpty($"{project} refers to what the design does not let it refer to");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void PackageReferences_OfEveryProject_StayInTheirHomes(string project)
    {
        foreach (var package in References(project, "PackageReference").Where(_homes.ContainsKey))
        {
            _homes[package].ShouldContain(project, $"{package} has its home elsewhere");
        }
    }

    [Theory]
    [InlineData("HybridAi.Privacy")]
    [InlineData("HybridAi.Import")]
    public void PackageReferences_OfStandaloneLibraries_AreNone(string project) =>
        References(project, "PackageReference").ShouldBeEmpty($"{project} is base class library only");

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = Repository.Read("HybridAi.sln").Replace('\\', '/');
        Repository.FilesWith(".csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("tests/", StringComparison.Ordinal))
            .Where(file => !solution.Contains(file, StringComparison.Ordinal))
            .ShouldBeEmpty("dotnet sln HybridAi.sln add them");
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.ProjectFile(project)).Descendants(kind).Select(element => (string)element.Attribute("Include")!);
}
