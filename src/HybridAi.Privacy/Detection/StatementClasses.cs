namespace HybridAi.Privacy;

/// <summary>The classes of statement the scanner knows.</summary>
public static class StatementClasses
{
    /// <summary>Health of a person (GDPR art. 9).</summary>
    public const string Health = "health";

    /// <summary>Genetic data of a person (GDPR art. 9).</summary>
    public const string Genetic = "genetic";

    /// <summary>Biometric data of a person (GDPR art. 9).</summary>
    public const string Biometric = "biometric";

    /// <summary>Racial or ethnic origin of a person (GDPR art. 9).</summary>
    public const string Ethnicity = "ethnicity";

    /// <summary>Political opinion of a person (GDPR art. 9).</summary>
    public const string Politics = "politics";

    /// <summary>Religious or philosophical belief of a person (GDPR art. 9).</summary>
    public const string Religion = "religion";

    /// <summary>Membership in a trade union (GDPR art. 9).</summary>
    public const string TradeUnion = "trade_union";

    /// <summary>Sex life or orientation of a person (GDPR art. 9).</summary>
    public const string SexLife = "sex_life";

    /// <summary>Convictions and offences of a person (GDPR art. 10).</summary>
    public const string Criminal = "criminal";

    /// <summary>Source code that belongs to the organisation.</summary>
    public const string ProprietaryCode = "proprietary_code";

    /// <summary>A document marked internal, confidential, or for few eyes.</summary>
    public const string InternalDocument = "internal_document";

    /// <summary>Plans, prices, deals and figures that are not public.</summary>
    public const string BusinessStrategy = "business_strategy";

    /// <summary>Inventions, formulas and methods kept secret.</summary>
    public const string TradeSecret = "trade_secret_ip";

    /// <summary>Hosts, networks, credentials and weak points of running systems.</summary>
    public const string OperationalInfrastructure = "operational_infrastructure";

    /// <summary>Data about customers, or a request to work on records of persons, even without values.</summary>
    public const string CustomerData = "customer_data";

    /// <summary>An order that the content must stay where it is.</summary>
    public const string LocalityDirective = "locality_directive";

    /// <summary>All classes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Health, Genetic, Biometric, Ethnicity, Politics, Religion, TradeUnion, SexLife, Criminal, ProprietaryCode, InternalDocument,
        BusinessStrategy, TradeSecret, OperationalInfrastructure, CustomerData, LocalityDirective,
    ];
}
