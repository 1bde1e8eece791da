namespace HybridAi.Privacy;

/// <summary>Names of the entity types the built-in detectors report, by family. Custom patterns and recognisers may add their own.</summary>
public static class EntityTypes
{
    /// <summary>A key, token or other credential of a machine; the kind tells whose.</summary>
    public const string Secret = "SECRET";

    /// <summary>A payment card number.</summary>
    public const string CreditCard = "CREDIT_CARD";

    /// <summary>An international bank account number.</summary>
    public const string Iban = "IBAN_CODE";

    /// <summary>A name of a person.</summary>
    public const string Person = "PERSON";

    /// <summary>A place, address or postcode; the kind tells which.</summary>
    public const string Location = "LOCATION";

    /// <summary>A company, authority or association.</summary>
    public const string Organization = "ORGANIZATION";

    /// <summary>A nationality, religion or political group.</summary>
    public const string Nrp = "NRP";

    /// <summary>A date; kind <c>birth</c> for a birth date.</summary>
    public const string DateTime = "DATE_TIME";

    /// <summary>An age of a person.</summary>
    public const string Age = "AGE";

    /// <summary>An e-mail address.</summary>
    public const string Email = "EMAIL_ADDRESS";

    /// <summary>A telephone number.</summary>
    public const string Phone = "PHONE_NUMBER";

    /// <summary>What opens an account or pays: never stored, never sent, not even masked.</summary>
    public static IReadOnlyList<string> Authentication { get; } = ["CVV", "PIN", "CARD_TRACK", "PASSWORD", Secret];

    /// <summary>Cards, accounts and other ways of payment.</summary>
    public static IReadOnlyList<string> Financial { get; } =
    [
        CreditCard, "CARD_EXPIRY", Iban, "SWIFT_BIC", "US_BANK_NUMBER", "ABA_ROUTING_NUMBER", "UK_SORT_CODE", "CRYPTO", "ACCOUNT_NUMBER",
    ];

    /// <summary>Ways to reach a person.</summary>
    public static IReadOnlyList<string> Contact { get; } =
        [Email, Phone, "PH_MOBILE_NUMBER", "TR_PHONE_NUMBER", "USERNAME", "IP_ADDRESS", "MAC_ADDRESS"];

    /// <summary>Numbers a state, insurer or licensing body gave to a person or company.</summary>
    public static IReadOnlyList<string> NationalIds { get; } =
    [
        "MEDICAL_LICENSE", "US_SSN", "US_ITIN", "US_PASSPORT", "US_DRIVER_LICENSE", "US_MBI", "US_NPI", "UK_NHS", "UK_NINO",
        "UK_DRIVING_LICENCE", "UK_PASSPORT", "UK_VEHICLE_REGISTRATION", "UK_UTR", "UK_ELECTORAL_ROLL", "CA_SIN", "DE_TAX_ID", "DE_VAT_ID",
        "DE_ID_CARD", "DE_PASSPORT", "DE_SOCIAL_SECURITY", "DE_HEALTH_INSURANCE", "DE_LANR", "DE_BSNR", "DE_TAX_NUMBER", "DE_HANDELSREGISTER",
        "DE_KFZ", "DE_FUEHRERSCHEIN", "ES_NIF", "ES_NIE", "ES_PASSPORT", "IT_FISCAL_CODE", "IT_VAT_CODE", "IT_DRIVER_LICENSE", "IT_PASSPORT",
        "IT_IDENTITY_CARD", "PL_PESEL", "FI_PERSONAL_IDENTITY_CODE", "SE_PERSONNUMMER", "SE_ORGANISATIONSNUMMER", "SG_NRIC_FIN", "SG_UEN",
        "AU_ABN", "AU_ACN", "AU_TFN", "AU_MEDICARE", "IN_AADHAAR", "IN_PAN", "IN_GSTIN", "IN_VOTER", "IN_PASSPORT", "IN_VEHICLE_REGISTRATION",
        "KR_RRN", "KR_FRN", "KR_BRN", "KR_DRIVER_LICENSE", "KR_PASSPORT", "TH_TNIN", "TR_NATIONAL_ID", "TR_LICENSE_PLATE", "NG_NIN",
        "NG_VEHICLE_REGISTRATION", "ZA_ID_NUMBER", "PH_TIN", "BR_CPF", "BR_CNPJ", "FR_NIR", "NL_BSN", "BE_NRN", "CH_AHV", "CZ_RC", "SK_RC",
        "RO_CNP", "HU_TAX_ID", "HU_TAJ", "BG_EGN", "GR_AMKA", "GR_AFM", "IE_PPS", "PT_NIF", "JP_MY_NUMBER", "CN_RIC", "IL_TZ", "MX_CURP",
        "VIN", "LICENSE_PLATE", "MEDICAL_RECORD_NUMBER", "HEALTH_PLAN_NUMBER", "DEVICE_ID",
    ];

    /// <summary>What is only worth protecting together with something else.</summary>
    public static IReadOnlyList<string> Linked { get; } = [Person, Location, Organization, Nrp, Age, "UK_POSTCODE", "DE_PLZ"];

    /// <summary>What the open default leaves alone altogether, because hiding it costs answers and it names nobody.</summary>
    public static IReadOnlyList<string> Loose { get; } = [DateTime, "URL"];
}
