using System.Xml.Linq;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.PublicSurface;

public sealed class DocumentationTests
{
    public static TheoryData<string> Assemblies => [.. BuiltAssembly.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicMembers_AreDocumented(string name)
    {
        // The compiler fails on a public member without a comment (CS1591); what it lets pass is an empty one.
        var visible = BuiltAssembly.Load(name).GetTypes().Where(type => type.IsVisible).Select(type => type.FullName!.Replace('+', '.')).ToHashSet();
        var comments = XDocument.Load(Path.ChangeExtension(BuiltAssembly.PathOf(name), ".xml")).Descendants("member")
            .Where(member => visible.Contains(TypeOf((string)member.Attribute("name")!)));
        comments.Where(member => member.Element("inheritdoc") is null && string.IsNullOrWhiteSpace(Text(member.Element("summary"))))
            .Select(member => (string)member.Attribute("name")!)
            .ShouldBeEmpty("a documented member says something");
    }

    [Fact]
    public void MissingComments_AreNowhereSwitchedOff() =>
        Repository.FilesWith(".cs", ".csproj", ".props", ".editorconfig")
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal) || file == ".editorconfig")
            .Where(file => Repository.Read(file).Contains("1591", StringComparison.Ordinal))
            .ShouldBeEmpty("CS1591 keeps public members documented");

    /// <summary>"M:Some.Type.Method(System.Int32)" is about Some.Type, "T:Some.Type" too.</summary>
    private static string TypeOf(string member)
    {
        var name = member[2..].Split('(')[0];
        return member[0] == 'T' ? name : name[..name.LastIndexOf('.')];
    }

    private static string? Text(XElement? summary) =>
        summary is null ? null : summary.HasElements ? summary.ToString() : summary.Value;
}
