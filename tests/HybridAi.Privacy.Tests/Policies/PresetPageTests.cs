using HybridAi.Privacy.Commands;

namespace HybridAi.Privacy.Tests.Policies;

public sealed class PresetPageTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("gdpr-art9")]
    [InlineData("hipaa-safe-harbor")]
    [InlineData("pci-dss")]
    public void PresetPage_Table_IsWhatExplainPrints(string preset)
    {
        string path = Path.Combine(Repository.Root(), "docs", "reference", "privacy-presets.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        string open = $"<!-- table {preset} -->\n";
        int start = page.IndexOf(open, StringComparison.Ordinal) + open.Length, end = page.IndexOf("<!-- end -->", start, StringComparison.Ordinal);
        using var table = new StringWriter { NewLine = "\n" };
        PrivacyTextCommands.Explain(table, preset);
        string wanted = $"```\n{string.Join('\n', table.ToString().Split('\n').Select(l => l.TrimEnd())).TrimEnd()}\n```\n";

        if (Repository.UpdateReports)
        {
            page = page[..start] + wanted + page[end..];
            File.WriteAllText(path, page);
            end = start + wanted.Length;
        }

        page[start..end].ShouldBe(wanted);
    }
}
