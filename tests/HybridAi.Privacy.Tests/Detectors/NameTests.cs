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
    [InlineData("the Buddhists and the Hindus", "NRP", "Hindus")]
    [InlineData("I spoke with Petra from Siemens yesterday", "ORGANIZATION", "Siemens")]
    [InlineData("the position at Moody's Analytics", "ORGANIZATION", "Moody's Analytics")]
    [InlineData("une lettre à M. Lefebvre, directeur", "PERSON", "M. Lefebvre")]
    [InlineData("Yesterday K. Tanaka and J. Smith signed", "PERSON", "J. Smith")]
    [InlineData("Mein Freund Thorsten arbeitet dort", "PERSON", "Thorsten")]
    [InlineData("i have a meeting with emily chen", "PERSON", "emily chen")]
    [InlineData("at 14 Quai du Mont-Blanc, 1201 Geneva", "LOCATION", "14 Quai du Mont-Blanc")]
    [InlineData("resides at 4410 Ridgemont Drive, Apt. 12, Tulsa", "LOCATION", "4410 Ridgemont Drive, Apt. 12")]
    [InlineData("Please deliver to 77 Massachusetts Avenue, Cambridge MA 02139", "LOCATION", "77 Massachusetts Avenue")]
    [InlineData("1208 Willow Creek Rd, Boulder, Colorado 80302", "LOCATION", "80302")]
    [InlineData("Meet me on 5th Avenue", "LOCATION", "5th Avenue")]
    [InlineData("Apteka, ul. Długa 12, 31-147 Kraków", "LOCATION", "ul. Długa 12")]
    [InlineData("The tenant, Leroy Washington Jr., owes rent", "PERSON", "Leroy Washington Jr")]
    [InlineData("Señora Carmen Ibáñez de la Torre llamó", "PERSON", "Carmen Ibáñez de la Torre")]
    [InlineData("Abdullah bin Rashid Al Maktoum", "PERSON", "Abdullah bin Rashid Al Maktoum")]
    [InlineData("O'Brien, Patrick J.", "PERSON", "O'Brien, Patrick J")]
    [InlineData("Meine Kollegin Katharina Schuster hat Urlaub.", "PERSON", "Katharina Schuster")]
    [InlineData("田中太郎さんは東京に住んでいます", "PERSON", "田中太郎")]
    [InlineData("김철수 씨는 서울에 살아요", "PERSON", "김철수")]
    [InlineData("她住在北京市海淀区", "LOCATION", "北京市海淀区")]
    [InlineData("The CEO of Northwind Traders said so.", "ORGANIZATION", "Northwind Traders")]
    [InlineData("he trabajado, ahora trabaja en Telefónica", "ORGANIZATION", "Telefónica")]
    [InlineData("She works for Initech now.", "ORGANIZATION", "Initech")]
    [InlineData("at Mary's Hospital today", "ORGANIZATION", "Mary's Hospital")]
    [InlineData("the European Central Bank", "ORGANIZATION", "European Central Bank")]
    [InlineData("P.O. Box 1234, Austin, TX 78701", "LOCATION", "P.O. Box 1234")]
    [InlineData("Flat 2, 10 Downing Street, London", "LOCATION", "10 Downing Street")]
    [InlineData("1600 Pennsylvania Ave NW, Washington", "LOCATION", "1600 Pennsylvania Ave NW")]
    [InlineData("4500 Oak Lawn Ave #210", "LOCATION", "4500 Oak Lawn Ave #210")]
    [InlineData("Keizersgracht 123, 1015 CJ Amsterdam", "LOCATION", "Keizersgracht 123")]
    [InlineData("22 George St, Sydney NSW 2000", "LOCATION", "2000")]
    [InlineData("Via Garibaldi 10, 20121 Milano", "LOCATION", "20121")]
    [InlineData("Goethestr. 12a, 60313 Frankfurt", "DE_PLZ", "60313")]
    [InlineData("my username is lovely_rose.", "USERNAME", "lovely_rose")]
    [InlineData("my insta is @lovely.rose", "USERNAME", "@lovely.rose")]
    [InlineData("write to jane@corp.local", "EMAIL_ADDRESS", "jane@corp.local")]
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
    [InlineData("Meine Adresse hat sich geändert, bitte die Rechnung neu schicken.")]
    [InlineData("LATIN SMALL LETTER A WITH CARON")]
    [InlineData("var JAd=e.Al(t),NaN=0; zh-Hans; Polly.Core; Hans.dll")]
    [InlineData("order by Jan 5 or Feb 12 (ID 55213)")]
    [InlineData("Compare React Hooks with Vue Composition API.")]
    [InlineData("Use @Override and @media (max-width: 3px) here.")]
    [InlineData("Write a Python function that sorts a list. Use quick sort.")]
    public void Scan_OrdinaryWords_AreNotNames(string text) =>
        PrivacyScanner.Default.Scan(text).Findings.Where(f => f.Type is "PERSON" or "LOCATION" or "ORGANIZATION")
            .Select(f => text.Substring(f.Start, f.Length)).ShouldBeEmpty();
}
