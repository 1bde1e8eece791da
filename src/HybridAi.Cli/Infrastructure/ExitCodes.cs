namespace HybridAi.Cli.Infrastructure;

/// <summary>What the process returns; documented in docs/reference/cli.md.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int PrivacyBlocked = 3;
    public const int NoTarget = 4;
    public const int Cancelled = 130;
}
