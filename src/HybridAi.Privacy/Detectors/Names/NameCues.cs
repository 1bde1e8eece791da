using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>The cue groups of names, places and statements: one table, at most 64 groups.</summary>
internal static class NameCues
{
    public static CueTable Table { get; } = Load();

    public static int Honorific { get; } = Table.Id("HONORIFIC");

    public static int Intro { get; } = Table.Id("NAME_INTRO");

    public static int NameIs { get; } = Table.Id("NAME_IS");

    public static int In { get; } = Table.Id("PLACE_PREPOSITION");

    public static int OrgForm { get; } = Table.Id("ORG_FORM");

    public static int OrgHead { get; } = Table.Id("ORG_HEAD");

    public static int Street { get; } = Table.Id("STREET");

    public static int StreetHead { get; } = Table.Id("STREET_HEAD");

    public static int State { get; } = Table.Id("STATE");

    /// <summary>Countries, states and large cities: places even where the word or a name is meant now and then.</summary>
    public static int Major { get; } = Table.Id("MAJOR");

    /// <summary>Rarer words for streets, which count only in an address.</summary>
    public static int StreetMore { get; } = Table.Id("STREET_MORE");

    /// <summary>What persons do, behind a name.</summary>
    public static int Speech { get; } = Table.Id("SPEECH");

    /// <summary>What stands before the place somebody comes from.</summary>
    public static int From { get; } = Table.Id("PLACE_FROM");

    /// <summary>What firms do: a company only behind a word that is no ordinary one.</summary>
    public static int OrgSoft { get; } = Table.Id("ORG_SOFT");

    /// <summary>What stands before an employer or a firm.</summary>
    public static int OrgIntro { get; } = Table.Id("ORG_INTRO");

    /// <summary>Large firms and bodies whose name says nothing of the kind.</summary>
    public static int KnownFirm { get; } = Table.Id("FIRM");

    /// <summary>What announces a user name.</summary>
    public static int UserIs { get; } = Table.Id("USER_IS");

    /// <summary>Family names of two characters.</summary>
    public static int SurnameJa { get; } = Table.Id("SURNAME_JA");

    public static int OrgTail { get; } = Table.Id("ORG_TAIL");

    public static int Nrp { get; } = Table.Id("NRP");

    public static int NotName { get; } = Table.Id("NOT_A_NAME");

    public static int Particle { get; } = Table.Id("PARTICLE");

    public static int Person { get; } = Table.Id("PERSON");

    public static int PersonTitleZh { get; } = Table.Id("TITLE_ZH");

    public static int PersonIntroZh { get; } = Table.Id("INTRO_ZH");

    public static int SurnameZh { get; } = Table.Id("SURNAME_ZH");

    public static ulong Relevant { get; } = Bit(Intro) | Bit(NameIs) | Bit(From) | Bit(PersonTitleZh) | Bit(PersonIntroZh) | Bit(UserIs);

    /// <summary>ISO 3166-1 alpha-2, for bank identifiers.</summary>
    public const string Countries =
        " AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG "
        + "ER ES ET FI FJ FR GA GB GE GH GI GM GN GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KR KW KY KZ LA LB LI LK LR LS LT LU LV LY MA "
        + "MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PT PY QA RO RS RU RW SA SC SD SE SG SI SK SL SM SN SO SR "
        + "SV SY SZ TD TG TH TJ TM TN TR TT TW TZ UA UG US UY UZ VE VN YE ZA ZM ZW ";

    public static ulong Bit(int group) => group < 0 ? 0 : 1ul << group;

    private static CueTable Load()
    {
        CueTable table = CueTable.Load("sentence-cues.txt");
        return table.Count <= 64 ? table : throw new InvalidDataException("A sentence has at most 64 cue groups.");
    }
}
