using System.Text.RegularExpressions;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Documents;

public sealed partial class MarkdownLinkTests
{
    public static TheoryData<string> Pages => [.. Repository.FilesWith(".md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfEveryPage_LeadSomewhere(string page)
    {
        var text = CodeBlock().Replace(Repository.Read(page), "");
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (var target in Link().Matches(text).Select(match => match.Groups[1].Value))
        {
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            var parts = target.Split('#', 2);
            var file = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            (File.Exists(file) || Directory.Exists(file)).ShouldBeTrue($"{page} links to {target}, which does not exist");
            if (parts.Length == 2 && file.EndsWith(".md", StringComparison.Ordinal))
            {
                Anchors(file).ShouldContain(parts[1], $"{page} links to {target}: no such heading");
            }
        }
    }

    [Fact]
    public void Pages_OfTheDocuments_AreLinkedFromAnother()
    {
        var linked = Repository.FilesWith(".md").SelectMany(page => Link().Matches(Repository.Read(page))
                .Select(match => match.Groups[1].Value.Split('#')[0])
                .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
                .Select(target => Path.GetFullPath(target, Path.GetDirectoryName(Path.Combine(Repository.Root, page))!))
                .Where(target => target != Path.Combine(Repository.Root, page)))
            .ToHashSet(StringComparer.Ordinal);
        Repository.FilesWith(".md").Where(page => page.StartsWith("docs/", StringComparison.Ordinal))
            .Where(page => !linked.Contains(Path.GetFullPath(page, Repository.Root)))
            .ShouldBeEmpty("nobody finds a page that no other page links to");
    }

    private static HashSet<string> Anchors(string file) =>
        [.. Heading().Matches(CodeBlock().Replace(File.ReadAllText(file), ""))
            .Select(match => NotInAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"^(```|~~~).*?^\1", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(<?([^)\s>]+)>?(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+\s+(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
