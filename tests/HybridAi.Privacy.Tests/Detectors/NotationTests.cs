namespace HybridAi.Privacy.Tests.Detectors;

/// <summary>How people write values: keys of files, forms without separators, other languages, brackets and sentence ends.</summary>
public sealed class NotationTests
{
    [Theory]
    [InlineData("US_SSN", "{\"socialSecurityNumber\":\"536904399\"}", "536904399")]
    [InlineData("US_DRIVER_LICENSE", "{\"driverLicenseNumber\":\"D1234567\"}", "D1234567")]
    [InlineData("US_DRIVER_LICENSE", "drivers licence Z597355502987", "Z597355502987")]
    [InlineData("CREDIT_CARD", "Kreditkartennummer：5020750024765", "5020750024765")]
    [InlineData("CREDIT_CARD", "カード番号 6759846684752454516", "6759846684752454516")]
    [InlineData("CA_SIN", "numéro d'assurance sociale: 477 276 240", "477 276 240")]
    [InlineData("DE_BSNR", "Betriebsstätten-Nr.: 026177434", "026177434")]
    [InlineData("IT_PASSPORT", "Italian passport: ZQ0860263", "ZQ0860263")]
    [InlineData("IT_PASSPORT", "XF6110023 is my Italian passport", "XF6110023")]
    [InlineData("KR_PASSPORT", "Korean passport number: S25504181, thanks", "S25504181")]
    [InlineData("AU_TFN", "TFN 123-456-782", "123-456-782")]
    [InlineData("AU_MEDICARE", "Medicare 2123-45670-1", "2123-45670-1")]
    [InlineData("TR_NATIONAL_ID", "100 000 001 46 TC kimlik", "100 000 001 46")]
    [InlineData("NG_NIN", "my NIN: 1234 567 8902", "1234 567 8902")]
    [InlineData("DE_KFZ", "Kennzeichen: B-XY 12E", "B-XY 12E")]
    [InlineData("US_SSN", "ssn 536.90.4399", "536.90.4399")]
    [InlineData("UK_NINO", "ab123456c is my nino", "ab123456c")]
    [InlineData("IBAN_CODE", "IBAN DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000")]
    [InlineData("CREDIT_CARD", "4012.8888.8888.1881", "4012.8888.8888.1881")]
    [InlineData("VIN", "vin 1m8gdm9axkp042788", "1m8gdm9axkp042788")]
    [InlineData("PHONE_NUMBER", "+44(0)2079460958", "+44(0)2079460958")]
    [InlineData("IT_PASSPORT", "passaporto n. ih7037424", "ih7037424")]
    [InlineData("UK_VEHICLE_REGISTRATION", "my car reg is ab12 cde", "ab12 cde")]
    [InlineData("HEALTH_PLAN_NUMBER", "Medicaid number: H58682029", "H58682029")]
    [InlineData("MEDICAL_RECORD_NUMBER", "mr no. ab123456", "ab123456")]
    [InlineData("LOCATION", "my zip code is 90210", "90210")]
    [InlineData("LOCATION", "zip: 02139-4307", "02139-4307")]
    [InlineData("LOCATION", "ship to K1A 0B1 please", "K1A 0B1")]
    [InlineData("PHONE_NUMBER", "phone=06-21974436", "06-21974436")]
    [InlineData("PHONE_NUMBER", "(+34 633 916 114)", "+34 633 916 114")]
    [InlineData("PHONE_NUMBER", "8 (916) 123-45-67", "8 (916) 123-45-67")]
    [InlineData("PHONE_NUMBER", "call 555-0134", "555-0134")]
    [InlineData("TR_PHONE_NUMBER", "0532 123 45 67", "0532 123 45 67")]
    [InlineData("PH_MOBILE_NUMBER", "0917-123-4567", "0917-123-4567")]
    [InlineData("CVV", "286 is my CVV", "286")]
    [InlineData("PIN", "2601 is my PIN", "2601")]
    [InlineData("URL", "my site is http://brookfield.io.", "http://brookfield.io")]
    [InlineData("URL", "a;http://brookfield.io;b", "http://brookfield.io")]
    [InlineData("IBAN_CODE", "de89370400440532013000", "de89370400440532013000")]
    public void Scan_Notation_IsBelieved(string type, string text, string value) => Believed(type, text, value);

    [Theory]
    [InlineData("21-May-21")]
    [InlineData("MAY-2021")]
    [InlineData("05JUN2025")]
    [InlineData("5. 6. 2025")]
    [InlineData("1er juin 2025")]
    [InlineData("5 czerwca 2025")]
    [InlineData("2025년 6월 5일")]
    [InlineData("令和5年6月5日")]
    [InlineData("6月5日")]
    [InlineData("5th of June")]
    [InlineData("2:30 p.m.")]
    [InlineData("2pm")]
    [InlineData("14h30")]
    [InlineData("14.30 Uhr")]
    public void Scan_DateOrTime_IsBelieved(string value) => Believed("DATE_TIME", $"it was {value}, I think", value);

    [Theory]
    [InlineData("on 21/5 we met", "21/5")]
    [InlineData("at 14:30 sharp", "14:30")]
    [InlineData("born in 1987 in the north", "1987")]
    public void Scan_DateByContext_IsBelieved(string text, string value) => Believed("DATE_TIME", text, value);

    [Theory]
    [InlineData("05/21")]
    [InlineData("14:30:25")]
    [InlineData("2024/06")]
    [InlineData("05062025")]
    [InlineData("1987")]
    public void Scan_DateMinScoreZero_IsACandidate(string value) =>
        PrivacyScanner.Default.Scan(value, 0).Findings.ShouldContain(f => f.Type == "DATE_TIME" && f.Length == value.Length);

    [Theory]
    [InlineData("I'm 34 and happy", "34")]
    [InlineData("my wife is 29.", "29")]
    [InlineData("my boyfriend (29M) left", "29")]
    [InlineData("elle a 27 ans", "27 ans")]
    [InlineData("ma 27 lat", "27 lat")]
    [InlineData("our 3-month-old", "3-month-old")]
    public void Scan_Age_IsBelieved(string text, string value) => Believed("AGE", text, value);

    /// <summary>Right remainder by 97, wrong layout: letters where the country has digits, digits where it has letters.</summary>
    [Theory]
    [InlineData("DE", "37040044A532013000")]
    [InlineData("GB", "12346016133192689X")]
    [InlineData("NL", "A1NA0417164300")]
    public void Scan_IbanOfAnotherLayout_IsNone(string country, string account)
    {
        int rest = Enumerable.Range(0, 97).First(check => HybridAi.Privacy.Detectors.Checksums.Mod97($"{country}{check:00}{account}", rotate: 4) == 1);

        PrivacyScanner.Default.Scan($"{country}{rest:00}{account}", 0).Findings.ShouldNotContain(f => f.Type == "IBAN_CODE");
    }

    [Theory]
    [InlineData("the ratio is 3/4 and the score 2:1")]
    [InlineData("we are open 24/7")]
    [InlineData("see page 12 of 1987 pages")]
    [InlineData("version 5.12 of 2024.13.3")]
    public void Scan_NumbersThatAreNoDates_AreNotBelieved(string text) =>
        PrivacyScanner.Default.Scan(text).Findings.Where(f => f.Type is "DATE_TIME" or "AGE").Select(f => text.Substring(f.Start, f.Length)).ShouldBeEmpty();

    [Theory]
    [InlineData("sig_num='0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25'")]
    [InlineData("38 39 40 41 42 43 44 45 46 47 48 49 50")]
    [InlineData("value [ 255 255 0 0 0 0 0 0  255 0 0 0 0 0 0 0  0 255 0 0 ]")]
    [InlineData("Cache-Control: max-age=60; min-release-age=7")]
    [InlineData("npm team add @org:newteam username")]
    [InlineData("NS_HANDLER NS_VALUERETURN is a swift macro")]
    public void Scan_NumbersAndNamesOfCode_AreNotBelieved(string text) =>
        PrivacyScanner.Default.Scan(text).Findings.Where(f => f.Type is not ("PERSON" or "LOCATION")).Select(f => $"{f.Type} {text.Substring(f.Start, f.Length)}").ShouldBeEmpty();

    private static void Believed(string type, string text, string value)
    {
        ScanResult result = PrivacyScanner.Default.Scan(text);

        result.Findings.ShouldContain(f => f.Type == type && text.Substring(f.Start, f.Length) == value,
            string.Join("; ", result.Findings.Select(f => $"{f.Type} '{text.Substring(f.Start, f.Length)}' {f.Score:0.00}")));
    }
}
