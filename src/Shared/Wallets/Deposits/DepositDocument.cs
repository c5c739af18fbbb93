using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>Where a deposit is.</summary>
public enum DepositStatus
{
    /// <summary>Seen on the chain, not deep enough yet.</summary>
    Pending,
    /// <summary>The user has the money.</summary>
    Credited,
}

/// <summary>A transfer to a user's address, in that user's partition. Its id is derived from the chain's transaction.</summary>
/// <param name="Id"><c>deposit:{deposit id}</c>.</param>
/// <param name="DepositId">The deposit's id.</param>
/// <param name="UserId">The user.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">The user's address.</param>
/// <param name="Units">How much, in minor units.</param>
/// <param name="TransactionId">The chain's transaction.</param>
/// <param name="Block">The height of its block; null while it is in none.</param>
/// <param name="Confirmations">How deep it is, as far as that was looked at; at most <paramref name="RequiredConfirmations"/>.</param>
/// <param name="RequiredConfirmations">How deep it must be.</param>
/// <param name="Status">Where it is.</param>
/// <param name="DepositTime">When it was seen first.</param>
public sealed record DepositDocument(
    string Id, string DepositId, string UserId, string Asset, string Network, string Address, Int128 Units, string TransactionId,
    long? Block, int Confirmations, int RequiredConfirmations, DepositStatus Status, string DepositTime) : IDocument<DepositDocument>
{
    /// <summary>A user's deposits by time.</summary>
    public static IndexDefinition ByTime { get; } = new("deposits", "depositTime");

    /// <summary>Deposits that are still waited for, by network and time.</summary>
    public static IndexDefinition Pending { get; } = new("pending-deposits", "pendingNetwork", "depositTime") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<DepositDocument> Json => WalletJson.Default.DepositDocument;

    /// <inheritdoc />
    public string Type => "deposit";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>When the user got the money; null until then.</summary>
    public string? CreditedTime { get; init; }

    /// <summary>The network while the deposit is pending: what <see cref="Pending"/> finds it by.</summary>
    public string? PendingNetwork => Status == DepositStatus.Pending ? Network : null;

    /// <summary>The document's id.</summary>
    public static string IdOf(string depositId) => $"deposit:{depositId}";
}
