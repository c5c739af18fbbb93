namespace CryptoVault.Compliance.Cases;

/// <summary>The deposit that a case is about.</summary>
/// <param name="DepositId">The deposit.</param>
/// <param name="UserId">Whose it is, who so may not decide.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="TransactionId">The transaction on the chain.</param>
/// <param name="Sources">Who paid it, as far as custody told.</param>
/// <param name="Units">How much, in minor units.</param>
/// <param name="Reason">Why people must look at it.</param>
public sealed record DepositSubject(
    string DepositId, string UserId, string Asset, string Network, string TransactionId, IReadOnlyList<string> Sources, Int128 Units, string Reason)
{
    /// <summary>What the customer spent of it before the chain took it back: a claim of the house, in minor units.</summary>
    public Int128 ReceivableUnits { get; init; }
}
