using HybridAi.Privacy.Detection;
using static HybridAi.Privacy.Detectors.Identifiers.NationalChecks;

namespace HybridAi.Privacy.Detectors.Identifiers;

/// <summary>
/// The national and professional identifiers. A score is what a value is worth without context: it falls with the share of random numbers that pass
/// (one in eleven passes a mod-11 rule, so a bare nine-digit number needs a cue word), and rises with a shape nothing else has.
/// </summary>
internal static class IdentifierTable
{
    /// <summary>By the length of the first run of letters and digits in the text.</summary>
    public static IdentifierFormat[][] ByFirstRun { get; } = Index(All());

    private static readonly ShapeIndex[][] s_shapes = Split(_ => true), s_whole = Split(IsWhole), s_sure = Split(IsSure), s_sureWhole = Split(f => IsSure(f) && IsWhole(f));

    /// <summary>The same for looking up by shape.</summary>
    /// <param name="run">Length of the first run.</param>
    /// <param name="sure">Only what is believed without a cue.</param>
    /// <param name="whole">Only what ends with its first run.</param>
    public static ShapeIndex[] Shapes(int run, bool sure, bool whole) => (sure ? whole ? s_sureWhole : s_sure : whole ? s_whole : s_shapes)[run];

    private static bool IsSure(IdentifierFormat format) => format.Score >= PrivacyPolicy.BelievedScore;

    private static bool IsWhole(IdentifierFormat format) => format.FirstRun == format.Mask.Length;

    private static ShapeIndex[][] Split(Func<IdentifierFormat, bool> wanted) => [.. ByFirstRun.Select(f => ShapeIndex.Split([.. f.Where(wanted)]))];

    /// <summary>Plain numbers by length, for values written with unusual separators.</summary>
    public static IdentifierFormat[][] PlainByLength { get; } = Plain(All());

    public const int LongestBare = 40;

    private static IEnumerable<IdentifierFormat> All() => Americas().Concat(Europe()).Concat(AsiaPacificAfrica());

    private static IEnumerable<IdentifierFormat> Americas() => Rows(
    [
        ("US_SSN", 0.55, false, UsSsn, "###-##-####"), ("US_SSN", 0.3, false, UsSsn, "### ## ####|###.##.####"), ("US_SSN", 0.1, false, UsSsn, "#########"),
        ("US_ITIN", 0.5, false, UsItin, "###-##-####"), ("US_ITIN", 0.3, false, UsItin, "### ## ####|###-######|#####-####"), ("US_ITIN", 0.1, false, UsItin, "#########"),
        ("US_MBI", 0.4, false, UsMbi, "***********|****-***-****"),
        ("US_NPI", 0.3, true, UsNpi, "##########"),
        ("MEDICAL_LICENSE", 0.45, true, Dea, "@@#######"), ("MEDICAL_LICENSE", 0.45, true, Dea, "@9#######"),
        ("ABA_ROUTING_NUMBER", 0.25, true, AbaRouting, "#########|####-####-#"),
        ("US_PASSPORT", 0.1, false, null, "#########|@########"),
        ("US_DRIVER_LICENSE", 0.1, false, null, "@#######|@########|@############|@##############|@###-####-####|@###-###-##-###-#|@############|########|#########|@@######|@@@######|@@##*###*##|@######|##@@@#####|##@@@####|@###-####-####-##|@####-#####-#####"),
        ("US_BANK_NUMBER", 0.05, false, null, "########|#########|##########|###########|############|#############|##############|################|#################|####-####-####|#### #### ####|###-######-#|###-#######"),
        ("CA_SIN", 0.45, true, CaSin, "###-###-###"), ("CA_SIN", 0.35, true, CaSin, "### ### ###"), ("CA_SIN", 0.15, true, CaSin, "#########"),
        ("BR_CPF", 0.95, true, BrCpf, "###.###.###-##"), ("BR_CPF", 0.35, true, BrCpf, "###########"),
        ("BR_CNPJ", 0.95, true, BrCnpj, "##.###.###/####-##"), ("BR_CNPJ", 0.4, true, BrCnpj, "##############"),
        ("MX_CURP", 0.9, true, MxCurp, "@@@@######@@@@@@*#"),
        ("CL_RUT", 0.8, true, ClRut, "##.###.###-*|#.###.###-*"), ("CL_RUT", 0.25, true, ClRut, "########-*|#######-*"),
        ("AR_CUIT", 0.7, true, ArCuit, "##-########-#"), ("AR_CUIT", 0.25, true, ArCuit, "###########"),
        ("VIN", 0.75, true, Vin, "*****************"),
    ]);

    private static IEnumerable<IdentifierFormat> Europe() => Rows(
    [
        ("UK_NHS", 0.45, true, UkNhs, "### ### ####"), ("UK_NHS", 0.4, true, UkNhs, "###-###-####"), ("UK_NHS", 0.25, true, UkNhs, "##########"),
        ("UK_NINO", 0.6, false, UkNino, "@@ ## ## ## @|@@######@|@@ ###### @|@@-##-##-##-@"),
        ("UK_DRIVING_LICENCE", 0.6, false, UkDrivingLicence, "*****######**#@@|***** ###### **#@@|*****######**#@@##|*****######**#@@ ##"),
        ("UK_PASSPORT", 0.1, false, null, "#########|@@#######"),
        ("UK_POSTCODE", 0.45, false, UkPostcode, "@# #@@|@## #@@|@@# #@@|@@## #@@|@#@ #@@|@@#@ #@@|GIR 0AA"),
        ("UK_POSTCODE", 0.15, false, UkPostcode, "@##@@|@###@@|@@##@@|@@###@@|@#@#@@|@@#@#@@"),
        ("UK_VEHICLE_REGISTRATION", 0.25, false, UkPlate, "@@## @@@"), ("UK_VEHICLE_REGISTRATION", 0.15, false, UkPlate, "@@##@@@"),
        ("UK_VEHICLE_REGISTRATION", 0.05, false, null, "@### @@@|@## @@@|@@@ ###@|@@@ ##@"),
        ("UK_UTR", 0.2, true, UkUtr, "##########|##### #####|### ### ####"),
        ("UK_ELECTORAL_ROLL", 0.05, false, null, "@@#|@@##|@@###|@@####"),
        ("UK_SORT_CODE", 0.15, false, null, "##-##-##|######|## ## ##"),
        ("DE_TAX_ID", 0.55, true, DeTaxId, "## ### ### ###"), ("DE_TAX_ID", 0.45, true, DeTaxId, "###########"),
        ("DE_VAT_ID", 0.8, true, DeVatId, "DE#########|DE ### ### ###|DE #########"),
        ("DE_ID_CARD", 0.55, true, DeIdCard, "@********#"), ("DE_ID_CARD", 0.15, false, DeIdCard, "@********"),
        ("DE_PASSPORT", 0.5, true, DePassport, "@********#"), ("DE_PASSPORT", 0.1, false, DePassport, "@********"),
        ("DE_SOCIAL_SECURITY", 0.75, true, DeSocialSecurity, "########@###|## ###### @ ###|##-######-@-###|## ###### @###"),
        ("DE_HEALTH_INSURANCE", 0.45, true, DeHealthInsurance, "@#########"),
        ("DE_LANR", 0.15, true, DeLanr, "#########"), ("DE_BSNR", 0.05, false, null, "#########"),
        ("DE_TAX_NUMBER", 0.35, false, null, "##/###/#####|###/###/#####|###/####/####|### ### #####"),
        ("DE_TAX_NUMBER", 0.05, false, null, "#############"),
        ("DE_HANDELSREGISTER", 0.7, false, null, Spaced("HR@", ["###", "####", "#####", "######"], ["", " "])),
        ("DE_KFZ", 0.25, false, null, Spaced("&-|&&-|&&&-", ["@", "@@"], [""], [" ##", " ###", " ####", " #", " ####E", " ###E", " ####H", " ###H", " ##E", " #E", " ##H", " #H"])),
        ("DE_KFZ", 0.05, false, null, Spaced("& |&& |&&& ", ["@", "@@"], [""], [" #", " ##", " ###", " ####"])),
        ("DE_FUEHRERSCHEIN", 0.15, false, null, "@##*@@#@##*|@##*@@#@#*#|@###@@@#@##|@##********|*##*******#"),
        ("DE_PLZ", 0.05, false, null, "#####"),
        ("ES_NIF", 0.75, true, EsNif, "########@|########-@|##.###.###-@|##.###.###@"),
        ("ES_NIE", 0.8, true, EsNie, "@#######@|@-#######-@|@ ####### @|@-#######@"),
        ("ES_PASSPORT", 0.05, false, null, "@@@######|@@######"),
        ("IT_FISCAL_CODE", 0.95, true, ItFiscalCode, "@@@@@@**@**@***@|@@@ @@@ **@** @***@"),
        ("IT_VAT_CODE", 0.25, true, ItVat, "###########"), ("IT_VAT_CODE", 0.6, true, v => ItVat(v[2..]), "IT###########"),
        ("IT_DRIVER_LICENSE", 0.15, false, null, "@@#######@|U1@*****#@|U1*******@"), ("IT_PASSPORT", 0.09, false, null, "@@#######"),
        ("IT_IDENTITY_CARD", 0.1, false, null, "@@#####@@|@@#######|#######@@|@@ #######"),
        ("PL_PESEL", 0.55, true, PlPesel, "###########"),
        ("FI_PERSONAL_IDENTITY_CODE", 0.9, true, FiHetu, "######-####|######+####|######-###@|######+###@|######@####|######@###@"),
        ("SE_PERSONNUMMER", 0.6, true, SePersonnummer, "######-####|########-####|######+####"),
        ("SE_PERSONNUMMER", 0.3, true, SePersonnummer, "##########|############"),
        ("SE_ORGANISATIONSNUMMER", 0.35, true, SeOrganisation, "######-####"), ("SE_ORGANISATIONSNUMMER", 0.1, true, SeOrganisation, "##########"),
        ("FR_NIR", 0.85, true, FrNir, "# ## ## ## ### ### ##|# ## ## #@ ### ### ##|###############|######@########"),
        ("FR_NIR", 0.85, true, FrNir, "############# ##|# ## ## ## ### ###-##"),
        ("NL_BSN", 0.35, true, NlBsn, "####.##.###|#### ## ###"), ("NL_BSN", 0.2, true, NlBsn, "#########"),
        ("BE_NRN", 0.9, true, BeNrn, "##.##.##-###.##|##.##.##-###-##"), ("BE_NRN", 0.5, true, BeNrn, "###########"),
        ("CH_AHV", 0.95, true, ChAhv, "###.####.####.##|#############|### #### #### ##"),
        ("CZ_RC", 0.45, true, CzRc, "######/####"), ("CZ_RC", 0.2, true, CzRc, "##########"), ("SK_RC", 0.45, true, CzRc, "######/####"), ("SK_RC", 0.2, true, CzRc, "##########"),
        ("RO_CNP", 0.55, true, RoCnp, "#############"),
        ("HU_TAJ", 0.2, true, HuTaj, "###-###-###|### ### ###|#########"), ("HU_TAX_ID", 0.2, true, HuTaxId, "##########"),
        ("BG_EGN", 0.2, true, BgEgn, "##########"),
        ("GR_AMKA", 0.4, true, GrAmka, "###########"), ("GR_AFM", 0.15, true, GrAfm, "#########"),
        ("IE_PPS", 0.6, true, IePps, "#######@|#######@@"),
        ("PT_NIF", 0.2, true, PtNif, "#########|### ### ###"),
        ("DK_CPR", 0.4, false, DkCpr, "######-####"), ("NO_FNR", 0.6, true, NoFnr, "###########|###### #####"),
        ("AT_SVNR", 0.5, true, AtSvnr, "#### ######"), ("AT_SVNR", 0.25, true, AtSvnr, "##########"),
        ("HR_OIB", 0.25, true, Checksums.Mod11And10, "###########"),
    ]);

    private static IEnumerable<IdentifierFormat> AsiaPacificAfrica() => Rows(
    [
        ("SG_NRIC_FIN", 0.8, true, SgNric, "@#######@"),
        ("SG_UEN", 0.45, true, SgUen, "########@|#########@|@##@@####@"),
        ("AU_ABN", 0.6, true, AuAbn, "## ### ### ###"), ("AU_ABN", 0.35, true, AuAbn, "###########"),
        ("AU_ACN", 0.3, true, AuAcn, "### ### ###"), ("AU_ACN", 0.2, true, AuAcn, "###-###-###"), ("AU_ACN", 0.1, true, AuAcn, "#########"),
        ("AU_TFN", 0.3, true, AuTfn, "### ### ###"), ("AU_TFN", 0.2, true, AuTfn, "###-###-###|## ### ####"), ("AU_TFN", 0.15, true, AuTfn, "#########"),
        ("AU_MEDICARE", 0.45, true, AuMedicare, "#### ##### #|####-#####-#"), ("AU_MEDICARE", 0.2, true, AuMedicare, "##########"),
        ("IN_AADHAAR", 0.5, true, Aadhaar, "#### #### ####|####-####-####|####.####.####"), ("IN_AADHAAR", 0.35, true, Aadhaar, "############"),
        ("IN_PAN", 0.6, false, InPan, "@@@@@####@"), ("IN_GSTIN", 0.9, true, InGstin, "##@@@@@####@***"),
        ("IN_VOTER", 0.2, false, null, "@@@#######"), ("IN_PASSPORT", 0.1, false, null, "@#######|@## #####"),
        ("IN_VEHICLE_REGISTRATION", 0.5, false, InPlate, "@@ ## @@ ####|@@-##-@@-####|@@##@@####|@@##-@@-####|@@ ##@@ ####|@@-## @@ ####"),
        ("IN_VEHICLE_REGISTRATION", 0.2, false, InPlate, "@@##@####|@@ ## @ ####|@@-##-@-####|@@##-@-####|@@ ##@ ####|@@#@####|@@ # @ ####|@@ # @@ ####|@@##@@@####"),
        ("IN_VEHICLE_REGISTRATION", 0.4, false, null, "##BH####@|##BH####@@|## BH #### @|## BH #### @@"),
        ("KR_RRN", 0.8, true, KrRrn, "######-#######"), ("KR_RRN", 0.45, true, KrRrn, "#############"),
        ("KR_FRN", 0.8, true, KrFrn, "######-#######"), ("KR_FRN", 0.4, true, KrFrn, "#############"),
        ("KR_BRN", 0.6, true, KrBrn, "###-##-#####"), ("KR_BRN", 0.15, true, KrBrn, "##########"),
        ("KR_DRIVER_LICENSE", 0.55, false, KrDriver, "##-##-######-##"), ("KR_PASSPORT", 0.1, false, null, "@########|@###@####"),
        ("TH_TNIN", 0.9, true, ThTnin, "#-####-#####-##-#|# #### ##### ## #"), ("TH_TNIN", 0.35, true, ThTnin, "#############"),
        ("TR_NATIONAL_ID", 0.6, true, TrNationalId, "###########|### ### ### ##|# ### ### ## ##"),
        ("TR_LICENSE_PLATE", 0.15, false, TrPlate, Spaced("##", ["@", "@@", "@@@"], ["", " ", "-"], ["##", "###", "####", "#####", " ##", " ###", " ####", " #####", "-##", "-###", "-####"])),
        ("NG_NIN", 0.25, true, NgNin, "###########|#### ### ####|#### #### ###|###-####-####"), ("NG_VEHICLE_REGISTRATION", 0.4, false, null, "@@@-###@@|@@@-### @@|@@@ ### @@|@@@-###-@@|@@@ ###@@|@@@###@@"),
        ("ZA_ID_NUMBER", 0.5, true, ZaId, "#############|###### #### ###|###### #### ## #|###### #### # # #"),
        ("PH_TIN", 0.3, false, null, "###-###-###-###|###-###-###-#####"), ("PH_TIN", 0.05, false, null, "###-###-###|###-###-###-####|### ### ### ###"), ("PH_TIN", 0.1, true, PhTin, "###-###-###|#########|############"),
        ("JP_MY_NUMBER", 0.4, true, JpMyNumber, "#### #### ####|####-####-####"), ("JP_MY_NUMBER", 0.25, true, JpMyNumber, "############"),
        ("CN_RIC", 0.95, true, CnRic, "##################|#################X"),
        ("IL_TZ", 0.15, true, IlTz, "#########|########-#"),
        (EntityTypes.Location, 0.55, false, CaPostcode, "@#@ #@#"), (EntityTypes.Location, 0.2, false, CaPostcode, "@#@#@#"), (EntityTypes.Location, 0.15, false, null, "#####-####|#####-###"),
        (EntityTypes.Location, 0.06, false, null, "#####|######|####|##-###|### ##|#### @@|###-####|####-###"),
        ("LICENSE_PLATE", 0.05, false, null, "@@@-####|@@@ ####|#@@@###|@@@####|###-@@@|@@-###-@@|@@ ### @@|@@@-##-##|##-@@-##|@@@ ###|#### @@@|@-###-@@"),
        ("MEDICAL_RECORD_NUMBER", 0.05, false, null, "#####|######|#######|########|#########|##########|@@######|@@@######|@#######|###-##-##|##-##-##"),
        ("HEALTH_PLAN_NUMBER", 0.05, false, null, "@@@#########|#########|##########|@########|@@@@########|@@#######|###########|@#########|@@@######|@@-####-###|@@@-###-###|@@@-######|@@-######"),
        ("ACCOUNT_NUMBER", 0.05, false, null, "######|#######|########|#########|##########|###########|############|#############|##############|################|#################|@@######|@@########|####-####|####-####-####|@@@-######|@@-####-###|@@-######|@@@-####-####|####-######"),
        ("DEVICE_ID", 0.3, true, v => Checksums.Luhn(v), "###############|##-######-######-#"),
    ]);

    private static IEnumerable<IdentifierFormat> Rows((string Type, double Score, bool Checksum, ValueCheck? Check, string Masks)[] rows)
    {
        foreach ((string type, double score, bool checksum, ValueCheck? check, string masks) in rows)
        {
            foreach (string mask in masks.Split('|'))
            {
                yield return new IdentifierFormat(type, score, mask, check, checksum) { Group = ContextCues.Table.Id(type) };
            }
        }
    }

    /// <summary>Masks of three parts with each of some separators between the first two; a tail brings its own.</summary>
    private static string Spaced(string heads, string[] parts, string[] separators, string[]? tails = null) =>
        string.Join('|', from head in heads.Split('|') from separator in separators from part in parts from tail in tails ?? [""]
                         select head + separator + part + tail);

    private static IdentifierFormat[][] Index(IEnumerable<IdentifierFormat> all)
    {
        ILookup<int, IdentifierFormat> byRun = all.ToLookup(f => f.FirstRun);
        return [.. Enumerable.Range(0, LongestBare + 1).Select(n => byRun[n].ToArray())];
    }

    private static IdentifierFormat[][] Plain(IEnumerable<IdentifierFormat> all)
    {
        ILookup<int, IdentifierFormat> byLength = all.Where(f => f.Check is not null && f.Mask.All(c => c is '#' or '-' or ' ' or '.' or '/'))
            .DistinctBy(f => (f.Type, f.BareLength)).ToLookup(f => f.BareLength);
        return [.. Enumerable.Range(0, LongestBare + 1).Select(n => byLength[n].ToArray())];
    }
}

/// <summary>The cue words of entity types, one group per type.</summary>
internal static class ContextCues
{
    public static CueTable Table { get; } = CueTable.Load("context-cues.txt", glue: true);

    /// <summary>Words that say the value is an example or a number of another kind.</summary>
    public static int Unlikely { get; } = Table.Id("UNLIKELY");
}
