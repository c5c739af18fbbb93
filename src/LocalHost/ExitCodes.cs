namespace CryptoVault.LocalHost;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadOptions = 2;
    public const int CannotStart = 3;
    public const int NotProved = 4;
}
