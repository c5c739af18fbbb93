namespace CryptoVault.Ledger;

/// <summary>
/// Which money an account counts. The partition's key names it, and with it the name of each account in it
/// (<c>users/paper:{user}: Available BTC</c>): a posting lies in one partition, so its legs are of one ledger; what
/// leads from one partition to another is refused when the ledgers differ.
/// </summary>
public enum LedgerNamespace
{
    /// <summary>Money that is owed.</summary>
    Real,
    /// <summary>Play money of paper trading.</summary>
    Paper,
}
