using System.Text.RegularExpressions;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Readmes;

public sealed partial class ReadmeTests
{
    private static readonly string _samples = Repository.Read("tests/HybridAi.Conventions.Tests/Readmes/Samples.cs");

    public static TheoryData<string> Packages => [.. Repository.Projects.Where(name => name != "HybridAi.Cli")];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Readme_OfEveryPackage_SaysHowToInstallIt(string package)
    {
        var page = Page(package);
        page.ShouldStartWith($"# {package}\n");
        page.ShouldContain($"dotnet add package {package}\n");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Readme_Sample_IsTheCompiledOne(string package)
    {
        var compiled = Regex.Match(_samples, $@"// <{Regex.Escape(package)}>\n(.*?)\n *// </{Regex.Escape(package)}>", RegexOptions.Singleline);
        if (compiled.Success)
        {
            CodeBlock().Match(Page(package)).Groups[1].Value.ShouldBe(Unindent(compiled.Groups[1].Value));
        }
        else
        {
            // Proven otherwise: the starter's lines are those of eng/proof/outside.sh, the others name its methods.
            CodeBlock().Match(Page(package)).Groups[1].Value.ShouldContain("AddHybridChatClient");
        }
    }

    [Fact]
    public void Readme_OfTheStarter_ShowsWhatTheProofRuns()
    {
        var proof = Repository.Read("eng/proof/outside.sh");
        foreach (var line in CodeBlock().Match(Page("HybridAi.Starter")).Groups[1].Value.Split('\n').Where(line => line.Length > 0))
        {
            proof.ShouldContain(line);
        }
    }

    private static string Page(string package) => Repository.Read($"src/{package}/README.md");

    private static string Unindent(string text) => string.Join('\n', text.Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim()));

    [GeneratedRegex("^```csharp\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
