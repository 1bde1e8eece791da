namespace HybridAi.Privacy.Tests.Detectors;

/// <summary>Rows pasted from sheets and databases: the head of a column says what stands below it.</summary>
public sealed class TableTests
{
    [Theory]
    [InlineData("US_SSN", "name,ssn,phone\nOla Berg,412557190,6175550147\nIda Lund,529384417,2125550188", "529384417")]
    [InlineData("PHONE_NUMBER", "name,ssn,phone\nOla Berg,412557190,6175550147\nIda Lund,529384417,2125550188", "2125550188")]
    [InlineData("ACCOUNT_NUMBER", "customer_id,account_number,balance\n1,0048829173,120.50\n2,0048829966,7.00", "0048829966")]
    [InlineData("UK_SORT_CODE", "sort code;account\n20-00-00;55779911", "20-00-00")]
    [InlineData("US_PASSPORT", "| Name | Passport number |\n|---|---|\n| Ola Berg | 512903847 |\n| Ida Lund | 530118264 |", "530118264")]
    [InlineData("PERSON", "first_name,last_name,zip\nola,berg,02139\nida,lund,60614", "lund")]
    [InlineData("PERSON", "Vorname;Nachname;IBAN\nOla;Berg;DE89370400440532013000", "Berg")]
    [InlineData("PERSON", "employee,salary\n\"Berg, Ola\",81000", "Berg, Ola")]
    [InlineData("PERSON", "firstName\tdob\nwren\t1983-06-30", "wren")]
    [InlineData("LOCATION", "name,city,email\nOla Berg,Quellmoor,ola@harbor.org", "Quellmoor")]
    [InlineData("CVV", "number,exp,cvv\n4111111111111111,09/27,123", "123")]
    [InlineData("CARD_EXPIRY", "number,exp,cvv\n4111111111111111,09/27,123", "09/27")]
    [InlineData("CREDIT_CARD", "number,exp,cvv\n4111111111111111,09/27,123", "4111111111111111")]
    [InlineData("PASSWORD", "login,password\noberg,Tr0ub4dor&3", "Tr0ub4dor&3")]
    public void Scan_CellUnderItsHead_IsBelieved(string type, string text, string value)
    {
        Finding[] found = [.. PrivacyScanner.Default.Scan(text).Findings];

        found.ShouldContain(f => f.Type == type && text.Substring(f.Start, f.Length) == value, string.Join("; ", found.Select(f => $"{f.Type} {f.Score:0.00}")));
    }

    [Theory]
    [InlineData("name,price\nWindsor apple,120\nQuince,75")]
    [InlineData("name,type,default\nlimit,int,10\noffset,int,0")]
    [InlineData("sku,units,weight\n412557190,3,12\n529384417,1,9")]
    [InlineData("Dear all, as agreed, the meeting is at ten.\nPlease bring paper, pens, cake.")]
    public void Scan_TableOfThings_IsLeftAlone(string text) =>
        PrivacyScanner.Default.Scan(text).Findings.ShouldNotContain(f => f.Type == "PERSON" || f.Type == "US_SSN" || f.Type == "LOCATION");

    [Theory]
    [InlineData("URL", "Open http://[2001:db8:85a3::8a2e:370:7334]:8080/admin now.", "http://[2001:db8:85a3::8a2e:370:7334]:8080/admin")]
    [InlineData("IT_FISCAL_CODE", "codice fiscale RSSMRAURTMLARSNL", "RSSMRAURTMLARSNL")]
    [InlineData("IN_AADHAAR", "Aadhaar 2341.2341.2346 is his.", "2341.2341.2346")]
    [InlineData("MAC_ADDRESS", "mac 3c22.fb9a.104e", "3c22.fb9a.104e")]
    [InlineData("ACCOUNT_NUMBER", "My account number is 31926819.", "31926819")]
    [InlineData("US_BANK_NUMBER", "account number 000123456789, routing number 021000021", "000123456789")]
    public void Scan_Notation_IsBelieved(string type, string text, string value) =>
        PrivacyScanner.Default.Scan(text).Findings.ShouldContain(f => f.Type == type && text.Substring(f.Start, f.Length) == value);

    [Fact]
    public void Scan_AccountNumberWithoutAThreshold_IsReportedUnderBothNames() =>
        PrivacyScanner.Default.Scan("My account number is 31926819.", 0).Findings.Select(f => f.Type).Where(t => t is "ACCOUNT_NUMBER" or "US_BANK_NUMBER").Distinct().Count().ShouldBe(2);
}
