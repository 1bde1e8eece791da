using HybridAi.Cli.Demo;

namespace HybridAi.Cli.Tests.Demo;

/// <summary>Names that clash with the folders of the tests.</summary>
internal static class StandIn
{
    public const string Key = StandInCloud.Key;
}
