namespace HybridAi.Privacy.Tests.Detectors;

public sealed class NameTests
{
    [Theory]
    [InlineData("Yesterday Anna Smith came by.", "PERSON", "Anna Smith")]
    [InlineData("The invoice for Mr. Kowalczyk is late.", "PERSON", "Kowalczyk")]
    [InlineData("Dear Xanthippa, thank you", "PERSON", "Xanthippa")]
    [InlineData("my name is maria gonzalez and", "PERSON", "maria gonzalez")]
    [InlineData("JENNIFER LOPEZ signed it", "PERSON", "JENNIFER LOPEZ")]
    [InlineData("a call with Ludwig van Beethoven today", "PERSON", "Ludwig van Beethoven")]
    [InlineData("请联系王小明先生", "PERSON", "王小明")]
    [InlineData("She lives in Paris now.", "LOCATION", "Paris")]
    [InlineData("We flew to New York City.", "LOCATION", "New York City")]
    [InlineData("The office is at 221 Baker Street.", "LOCATION", "221 Baker Street")]
    [InlineData("Wohnhaft Lindenstraße 12 in Köln", "LOCATION", "Lindenstraße 12")]
    [InlineData("habite 12 rue de Rivoli", "LOCATION", "12 rue de Rivoli")]
    [InlineData("Springfield, IL 62704", "LOCATION", "62704")]
    [InlineData("住在上海市浦东新区世纪大道100号", "LOCATION", "上海市浦东新区世纪大道100号")]
    [InlineData("She works for Brookfield Trading Ltd.", "ORGANIZATION", "Brookfield Trading Ltd")]
    [InlineData("The Nigerian team won.", "NRP", "Nigerian")]
    public void Scan_NameInText_IsFound(string text, string type, string value)
    {
        ScanResult result = PrivacyScanner.Default.Scan(text);

        result.Findings.ShouldContain(f => f.Type == type && text.Substring(f.Start, f.Length) == value,
            string.Join("; ", result.Findings.Select(f => $"{f.Type} '{text.Substring(f.Start, f.Length)}' {f.Score:0.00}")));
    }

    [Theory]
    [InlineData("Will you mark this in May?")]
    [InlineData("The young man will read the brown book.")]
    [InlineData("Explain how Visual Studio Code works.")]
    [InlineData("What Are The Best Practices For Unit Testing?")]
    [InlineData("I HAVE NO IDEA WHY THIS FAILS")]
    [InlineData("Write a Python function that sorts a list. Use quick sort.")]
    public void Scan_OrdinaryWords_AreNotNames(string text) =>
        PrivacyScanner.Default.Scan(text).Findings.Where(f => f.Type is "PERSON" or "LOCATION" or "ORGANIZATION")
            .Select(f => text.Substring(f.Start, f.Length)).ShouldBeEmpty();
}
