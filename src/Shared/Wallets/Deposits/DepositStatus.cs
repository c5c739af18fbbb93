namespace CryptoVault.Wallets.Deposits;

/// <summary>Where a deposit is.</summary>
public enum DepositStatus
{
    /// <summary>Seen, not deep enough yet, or not screened yet.</summary>
    Pending,
    /// <summary>The user has the money.</summary>
    Credited,
    /// <summary>Deep enough, and people must decide: the user does not have the money.</summary>
    Quarantined,
    /// <summary>Deep enough, and less than the minimum: kept until it adds up with others.</summary>
    Dust,
    /// <summary>Credited, and the chain took it back: what is left of it is frozen. It may come back.</summary>
    Reversed,
    /// <summary>Credited, and the chain took it back for good.</summary>
    Lost,
    /// <summary>Never credited, and the chain will never have it.</summary>
    Failed,
    /// <summary>On its way back to the sender.</summary>
    Returning,
    /// <summary>Back with the sender.</summary>
    Returned,
    /// <summary>In the user's account and blocked there, as people decided.</summary>
    Seized,
}

/// <summary>What states mean.</summary>
internal static class DepositFlow
{
    /// <summary>True while somebody must look after the deposit.</summary>
    public static bool IsOpen(DepositStatus status) =>
        status is DepositStatus.Pending or DepositStatus.Quarantined or DepositStatus.Reversed or DepositStatus.Returning;

    /// <summary>
    /// What custody has because of a deposit and its accounts do not have, in minor units; negative for what they have
    /// and the chain took back.
    /// </summary>
    /// <param name="deposit">The deposit.</param>
    /// <param name="isOnChain">Whether the chain has it.</param>
    public static Int128 Unsettled(DepositDocument deposit, bool isOnChain)
    {
        var onChain = isOnChain ? deposit.Units : 0;
        return deposit.Status switch
        {
            DepositStatus.Credited or DepositStatus.Seized => onChain - deposit.Units,
            DepositStatus.Reversed => onChain - deposit.FrozenUnits,
            DepositStatus.Returned => onChain - deposit.Units,
            _ => onChain,
        };
    }
}
