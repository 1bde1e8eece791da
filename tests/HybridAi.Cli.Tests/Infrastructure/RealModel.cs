namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>Tests that load the real model run one after the other: together they would only wait for each other's processor.</summary>
[CollectionDefinition(Name)]
public sealed class RealModel
{
    public const string Name = "real model";
}
