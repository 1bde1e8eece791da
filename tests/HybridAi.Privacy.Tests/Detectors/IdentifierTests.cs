namespace HybridAi.Privacy.Tests.Detectors;

/// <summary>Published sample values of each identifier, in a sentence that says what they are.</summary>
public sealed class IdentifierTests
{
    public static TheoryData<string, string, string> Samples => new()
    {
        { "CREDIT_CARD", "My card is {0}.", "4012-8888-8888-1881" }, { "CREDIT_CARD", "charged {0} again", "371449635398431" },
        { "CREDIT_CARD", "use {0}", "5555 5555 5555 4444" }, { "CREDIT_CARD", "use {0}", "2223003122003222" }, { "CREDIT_CARD", "card {0}", "30569309025904" },
        { "CREDIT_CARD", "card {0}", "6011000990139424" }, { "CREDIT_CARD", "card {0}", "3530111333300000" }, { "CREDIT_CARD", "card {0}", "3782 822463 10005" },
        { "CREDIT_CARD", "debit card {0}", "501800000009" }, { "CREDIT_CARD", "credit card {0}", "4222222222222" }, { "CREDIT_CARD", "card: {0}", "213100000000001" },
        { "IBAN_CODE", "to {0} today", "GB82 WEST 1234 5698 7654 32" }, { "IBAN_CODE", "to {0}", "NL91ABNA0417164300" },
        { "IBAN_CODE", "to {0}", "FR14 2004 1010 0505 0001 3M02 606" }, { "IBAN_CODE", "to {0}", "MT84MALT011000012345MTLCAST001S" },
        { "CRYPTO", "send to {0}", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT" }, { "CRYPTO", "send to {0}", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy" },
        { "CRYPTO", "send to {0}", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq" }, { "CRYPTO", "send to {0}", "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr" },
        { "EMAIL_ADDRESS", "mail {0} now", "jane.doe+news@mail.brookfield.co.uk" }, { "EMAIL_ADDRESS", "mail <{0}>", "info@müller-bäckerei.de" },
        { "IP_ADDRESS", "from {0} to", "93.184.216.34" }, { "IP_ADDRESS", "from {0}.", "2a00:1450:4001:81b::200e" }, { "IP_ADDRESS", "net {0} is", "172.16.4.0/22" },
        { "IP_ADDRESS", "at {0}", "::ffff:93.184.216.34" },
        { "MAC_ADDRESS", "mac {0}", "00:1A:2B:3C:4D:5E" }, { "MAC_ADDRESS", "mac {0}", "001a.2b3c.4d5e" },
        { "US_SSN", "ssn {0}", "536-90-4399" }, { "US_SSN", "my social security number is {0}", "536904399" }, { "US_ITIN", "his ITIN is {0}", "912-70-1234" },
        { "US_MBI", "Medicare beneficiary {0}", "1EG4-TE5-MK73" }, { "US_NPI", "provider NPI {0}", "1234567893" }, { "MEDICAL_LICENSE", "DEA number {0}", "BB1388568" },
        { "ABA_ROUTING_NUMBER", "routing number {0}", "021000021" }, { "US_PASSPORT", "US passport {0}", "340020013" }, { "US_DRIVER_LICENSE", "driver's license {0}", "D1234567" },
        { "US_BANK_NUMBER", "checking account number {0}", "945456787654" },
        { "UK_NHS", "NHS number {0}", "943 476 5919" }, { "UK_NINO", "my NI number: {0}", "AB 12 34 56 C" }, { "UK_DRIVING_LICENCE", "driving licence {0}", "MORGA657054SM9IJ" },
        { "UK_PASSPORT", "UK passport {0}", "AB1234567" }, { "UK_POSTCODE", "postcode {0}", "SW1A 1AA" }, { "UK_VEHICLE_REGISTRATION", "my car reg is {0}", "AB12 CDE" },
        { "UK_UTR", "the UTR is {0}", "1955839661" }, { "UK_ELECTORAL_ROLL", "electoral number {0}", "PJ2871" }, { "UK_SORT_CODE", "sort code {0}", "20-41-50" },
        { "CA_SIN", "SIN {0}", "130 692 544" }, { "DE_TAX_ID", "Steuer-ID {0}", "86095742719" }, { "DE_VAT_ID", "USt-ID {0}", "DE136695976" },
        { "DE_ID_CARD", "Personalausweis {0}", "L01X00T471" }, { "DE_PASSPORT", "Reisepass {0}", "C01X00T478" }, { "DE_SOCIAL_SECURITY", "Rentenversicherungsnummer {0}", "15070649C103" },
        { "DE_HEALTH_INSURANCE", "KVNR {0}", "A123456780" }, { "DE_LANR", "LANR {0}", "123456601" }, { "DE_BSNR", "BSNR {0}", "021234567" },
        { "DE_TAX_NUMBER", "Steuernummer {0}", "93/815/08152" }, { "DE_HANDELSREGISTER", "Amtsgericht München {0}", "HRB 12345" }, { "DE_KFZ", "Kennzeichen {0}", "B-AB 1234" },
        { "DE_FUEHRERSCHEIN", "Führerschein {0}", "B072RRE2I55" }, { "DE_PLZ", "PLZ {0}", "10115" },
        { "ES_NIF", "DNI {0}", "54362315K" }, { "ES_NIE", "NIE {0}", "X-5253868-R" }, { "ES_PASSPORT", "pasaporte {0}", "ZAB000254" },
        { "IT_FISCAL_CODE", "codice fiscale {0}", "RCCMNL83S18D969H" }, { "IT_VAT_CODE", "partita IVA {0}", "00743110157" }, { "IT_DRIVER_LICENSE", "patente {0}", "AA0123456B" },
        { "IT_PASSPORT", "passaporto {0}", "AA1234567" }, { "IT_IDENTITY_CARD", "carta d'identità {0}", "CA12345AB" },
        { "PL_PESEL", "PESEL {0}", "44051401359" }, { "FI_PERSONAL_IDENTITY_CODE", "henkilötunnus {0}", "131052-308T" }, { "SE_PERSONNUMMER", "personnummer {0}", "811218-9876" },
        { "SE_ORGANISATIONSNUMMER", "organisationsnummer {0}", "556016-0680" }, { "SG_NRIC_FIN", "NRIC {0}", "S0000001I" }, { "SG_UEN", "UEN {0}", "00192200M" },
        { "SG_UEN", "UEN {0}", "197401143C" }, { "AU_ABN", "ABN {0}", "51 824 753 556" }, { "AU_ACN", "ACN {0}", "004 085 616" }, { "AU_TFN", "tax file number {0}", "123 456 782" },
        { "AU_MEDICARE", "Medicare card {0}", "2123 45670 1" }, { "IN_AADHAAR", "Aadhaar {0}", "2341 2341 2346" }, { "IN_PAN", "PAN {0}", "AAAPL1234C" },
        { "IN_GSTIN", "GSTIN {0}", "27AAPFU0939F1ZV" }, { "IN_VOTER", "voter id {0}", "KSD1287349" }, { "IN_PASSPORT", "Indian passport {0}", "A2145690" },
        { "IN_VEHICLE_REGISTRATION", "vehicle {0}", "KA53ME3456" }, { "KR_RRN", "주민등록번호 {0}", "960121-1102619" }, { "KR_BRN", "business registration {0}", "120-81-47521" },
        { "KR_DRIVER_LICENSE", "운전면허 {0}", "11-16-123456-61" }, { "KR_PASSPORT", "Korean passport {0}", "M12345678" }, { "TH_TNIN", "Thai national id {0}", "1-1017-00230-70-8" },
        { "TR_NATIONAL_ID", "TC kimlik no {0}", "10000000146" }, { "TR_LICENSE_PLATE", "plaka {0}", "34 ABC 12" }, { "NG_NIN", "NIN {0}", "12345678902" },
        { "NG_VEHICLE_REGISTRATION", "plate number {0}", "LSR-123AA" }, { "ZA_ID_NUMBER", "ID number {0}", "8001015009087" }, { "PH_TIN", "TIN {0}", "123-456-789-001" },
        { "BR_CPF", "CPF {0}", "390.533.447-05" }, { "BR_CNPJ", "CNPJ {0}", "16.727.230/0001-97" }, { "FR_NIR", "sécurité sociale {0}", "2 95 10 99 126 111 93" },
        { "NL_BSN", "BSN {0}", "111222333" }, { "BE_NRN", "rijksregisternummer {0}", "85.07.30-033.28" }, { "CH_AHV", "AHV {0}", "756.9217.0769.85" },
        { "CZ_RC", "rodné číslo {0}", "710319/2745" }, { "RO_CNP", "CNP {0}", "1630615123457" }, { "BG_EGN", "EGN {0}", "7523169263" }, { "GR_AMKA", "AMKA {0}", "01013099997" },
        { "GR_AFM", "AFM {0}", "094259216" }, { "IE_PPS", "PPS number {0}", "6433435F" }, { "PT_NIF", "contribuinte {0}", "501964843" }, { "JP_MY_NUMBER", "My Number {0}", "6214 9832 0257" },
        { "CN_RIC", "身份证号 {0}", "11010519491231002X" }, { "IL_TZ", "Israeli ID number {0}", "039337423" }, { "MX_CURP", "CURP {0}", "BOXW310820HNERXN09" },
        { "HU_TAX_ID", "adóazonosító jel {0}", "8071592153" }, { "VIN", "VIN {0}", "1M8GDM9AXKP042788" }, { "LICENSE_PLATE", "license plate {0}", "ABC-1234" },
        { "PHONE_NUMBER", "call {0} now", "(212) 736-5000" }, { "PHONE_NUMBER", "call {0}", "+44 20 7946 0958" }, { "PHONE_NUMBER", "Tel. {0}", "030 90182020" },
        { "PHONE_NUMBER", "appelez le {0}", "01 42 68 53 00" }, { "PHONE_NUMBER", "手机 {0}", "13800138000" }, { "PHONE_NUMBER", "teléfono {0}", "912 345 678" },
        { "PHONE_NUMBER", "phone {0}", "03-1234-5678" }, { "PHONE_NUMBER", "mobile {0}", "98765 43210" }, { "PHONE_NUMBER", "ligue {0}", "(11) 91234-5678" },
        { "PHONE_NUMBER", "call {0}", "+1-800-829-1040" }, { "PHONE_NUMBER", "bel {0}", "06-12345678" }, { "PHONE_NUMBER", "tel {0}", "054-1234567" },
        { "PH_MOBILE_NUMBER", "my number in the Philippines is {0}", "+63 917 123 4567" }, { "TR_PHONE_NUMBER", "cep telefonu {0}", "+90 532 123 45 67" },
        { "DATE_TIME", "meet on {0}", "2024-05-17" }, { "DATE_TIME", "on {0} we", "March 5, 1985" }, { "DATE_TIME", "am {0} in", "5. März 2021" }, { "DATE_TIME", "于{0}到", "2024年5月1日" },
        { "AGE", "a {0} man", "42-year-old" }, { "CVV", "card cvv {0}", "123" }, { "CARD_EXPIRY", "expires {0}", "09/27" }, { "PIN", "my PIN is {0}", "4821" },
        { "CARD_TRACK", "swiped {0} ok", "%B4012888888881881^DOE/JANE^25121010000000000?" }, { "CARD_TRACK", "swiped {0} ok", ";4012888888881881=25121010000000000?" },
        { "URL", "see {0}, please", "https://www.brookfield.co.uk/a/b?c=1#d" }, { "URL", "see {0}.", "www.brookfield.co.uk/a" }, { "URL", "open {0} now", "http://10.20.30.40:8080/x" },
        { "SWIFT_BIC", "the BIC is {0}", "DEUTDEFF500" },
        { "MEDICAL_RECORD_NUMBER", "MRN {0}", "00482913" }, { "ACCOUNT_NUMBER", "account number {0}", "00482913" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Scan_ValueWithContext_IsBelieved(string type, string sentence, string value)
    {
        string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, value);

        ScanResult result = PrivacyScanner.Default.Scan(text, minScore: 0);

        Finding[] hits = [.. result.Findings.Where(f => f.Type == type && text.Substring(f.Start, f.Length) == value)];
        hits.ShouldNotBeEmpty(string.Join("; ", result.Findings.Select(f => $"{f.Type} '{text.Substring(f.Start, f.Length)}' {f.Score:0.00}")));
        hits.Max(h => h.Score).ShouldBeGreaterThanOrEqualTo(0.4);
    }

    [Fact]
    public void Scan_BareValueMinScoreZero_IsACandidateOfItsType()
    {
        // These are nothing without the words around them.
        string[] contextOnly = ["CVV", "PIN"];
        string[] missed =
        [
            .. Samples.Where(r => !contextOnly.Contains((string)r[0])
                && !PrivacyScanner.Default.Scan((string)r[2], 0).Findings.Any(f => f.Type == (string)r[0] && f.Length == ((string)r[2]).Length)).Select(r => $"{r[0]} {r[2]}"),
        ];

        missed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("5/21/2021")]
    [InlineData("21.05.2021")]
    [InlineData("2021/05/21")]
    [InlineData("5-May-2021")]
    [InlineData("21 May 2021")]
    [InlineData("May 21st, 2021")]
    [InlineData("2021-05-21T10:15:30Z")]
    [InlineData("5/21/21")]
    public void Scan_DateLayouts_AreFound(string date)
    {
        string text = $"it was on {date} in the morning";

        PrivacyScanner.Default.Scan(text).Findings.ShouldContain(f => f.Type == "DATE_TIME" && text.Substring(f.Start, f.Length) == date);
    }

    [Fact]
    public void Scan_BornOn_IsABirthDate() =>
        PrivacyScanner.Default.Scan("she was born on 1985-03-05 in Leeds").Findings.ShouldContain(f => f.Type == "DATE_TIME" && f.Kind == "birth");
}
