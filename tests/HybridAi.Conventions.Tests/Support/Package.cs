using System.IO.Compression;
using System.Xml.Linq;

namespace HybridAi.Conventions.Support;

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
