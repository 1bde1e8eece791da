using System.Collections.Frozen;

namespace HybridAi.Privacy;

/// <summary>The word inside a token: says what kind of thing it is, so that grammar survives, and for numbers of persons nothing more than that they are one.</summary>
internal static class MaskLabels
{
    private static readonly FrozenDictionary<string, string> s_labels = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["EMAIL_ADDRESS"] = "EMAIL", ["PHONE_NUMBER"] = "PHONE", ["PH_MOBILE_NUMBER"] = "PHONE", ["TR_PHONE_NUMBER"] = "PHONE", ["CREDIT_CARD"] = "CARD",
        ["CARD_EXPIRY"] = "EXPIRY", ["IBAN_CODE"] = "ACCOUNT", ["US_BANK_NUMBER"] = "ACCOUNT", ["ACCOUNT_NUMBER"] = "ACCOUNT", ["SWIFT_BIC"] = "BANK",
        ["ABA_ROUTING_NUMBER"] = "BANK", ["UK_SORT_CODE"] = "BANK", ["LOCATION"] = "PLACE", ["UK_POSTCODE"] = "PLACE", ["DE_PLZ"] = "PLACE",
        ["ORGANIZATION"] = "ORG", ["DATE_TIME"] = "DATE", ["IP_ADDRESS"] = "IP", ["MAC_ADDRESS"] = "MAC", ["USERNAME"] = "USER", ["NRP"] = "GROUP",
        ["PERSON"] = "PERSON", ["URL"] = "URL", ["AGE"] = "AGE", ["CRYPTO"] = "WALLET", ["LICENSE_PLATE"] = "PLATE",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_ids = EntityTypes.NationalIds.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_honorifics = new[]
    {
        "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madam", "mx", "herr", "frau", "monsieur", "madame", "mme", "señor", "señora", "sr", "sra", "signor", "signora",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsHonorific(string lowerCase) => s_honorifics.Contains(lowerCase);

    public static string For(string type) =>
        s_labels.GetValueOrDefault(type) ?? (s_ids.Contains(type) ? "ID" : string.Concat(type.Where(char.IsAsciiLetter)).ToUpperInvariant() is { Length: > 0 } name ? name[..Math.Min(name.Length, 20)] : "VALUE");
}
