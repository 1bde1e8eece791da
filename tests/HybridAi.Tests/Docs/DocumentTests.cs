using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace HybridAi.Docs;

public partial class DocumentTests
{
    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private static string Page(string path) => File.ReadAllText(Path.Combine(Folder(), "../../../docs", path)).ReplaceLineEndings("\n");

    [Theory]
    [InlineData("concepts/pipeline-order.md", 2)]
    [InlineData("concepts/routing.md", 9)]
    [InlineData("concepts/escalation.md", 3)]
    [InlineData("concepts/budgets.md", 3)]
    [InlineData("concepts/streaming.md", 2)]
    [InlineData("reference/configuration.md", 1)]
    [InlineData("reference/exceptions.md", 1)]
    public void Code_OnThePage_IsTheCodeThatCompiles(string path, int blocks)
    {
        var snippets = string.Concat(Directory.GetFiles(Folder(), "*Snippets.cs").Select(File.ReadAllText)).ReplaceLineEndings("\n");
        var name = Path.GetFileNameWithoutExtension(path);
        var code = CodeBlock().Matches(Page(path)).Select(m => m.Groups[1].Value).ToList();

        code.Count.ShouldBe(blocks);
        for (var i = 0; i < blocks; i++)
        {
            var compiled = Regex.Match(snippets, $@"// <{name} {i + 1}>\n(.*?)\n *// </{name} {i + 1}>", RegexOptions.Singleline).Groups[1].Value;
            code[i].ShouldBe(Regex.Replace(compiled, "(?m)^ {8}", ""));
        }
    }

    [Fact]
    public void ConfigurationPage_EveryOption_HasItsDefault()
    {
        var page = Page("reference/configuration.md");
        foreach (var rule in OptionRule.General.Concat(OptionRule.OfPrice("<name>")).Concat(OptionRule.OfTarget("<name>")).Concat(OptionRule.OfRule("<number>")).Concat(OptionRule.OfBudget("<number>"))
            .Concat(OptionRule.OfPrivacy("<name>", "<number>")))
        {
            var row = page.Split('\n').SingleOrDefault(l => l.StartsWith($"| `{rule.Path}` |", StringComparison.Ordinal));
            row.ShouldNotBeNull(rule.Path);
            if (rule.Values(new()) is { } value)
            {
                row!.ShouldContain($"`{value}`", Case.Insensitive);
            }
        }
    }

    [Fact]
    public void TelemetryPage_EveryLogMessage_IsListed()
    {
        var page = Page("reference/telemetry-and-privacy.md");
        var messages = typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().ToList();

        messages.Count.ShouldBeGreaterThan(5);
        messages.Select(m => m.EventId).ShouldBeUnique();
        foreach (var message in messages)
        {
            page.ShouldContain($"| {message.EventId} | {message.EventName} | {message.Level} |");
        }
    }

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
