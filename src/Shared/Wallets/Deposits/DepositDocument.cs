using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

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

    /// <summary>Deposits that somebody must look after, by network and time.</summary>
    public static IndexDefinition Pending { get; } = new("pending-deposits", "pendingNetwork", "depositTime") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<DepositDocument> Json => WalletJson.Default.DepositDocument;

    /// <inheritdoc />
    public string Type => "deposit";

    /// <inheritdoc />
    public int SchemaVersion => 2; // 1: pending or credited, nothing about re-orgs, screening and dust

    /// <summary>When the user got the money; null until then.</summary>
    public string? CreditedTime { get; init; }

    /// <summary>The network while somebody must look after the deposit: what <see cref="Pending"/> finds it by.</summary>
    public string? PendingNetwork => DepositFlow.IsOpen(Status) ? Network : null;

    /// <summary>Who paid it, as far as custody told.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>True when the chain will never have it (any more).</summary>
    public bool? IsGone { get; init; }

    /// <summary>The customer's withdrawal that the beneficiary's bank sent back with it; null for what is no return.</summary>
    public string? ReturnOf { get; init; }

    /// <summary>Why it is where it is; for staff, never for the customer.</summary>
    public string? Reason { get; init; }

    /// <summary>The case in which people decide on it, or look after it; null when there is none.</summary>
    public string? CaseId { get; init; }

    /// <summary>How many cases were opened for it.</summary>
    public int Cases { get; init; }

    /// <summary>How often it was taken back by the chain after it was credited.</summary>
    public int Reversals { get; init; }

    /// <summary>What is frozen of the customer's money while the chain has taken it back, in minor units.</summary>
    public Int128 FrozenUnits { get; init; }

    /// <summary>What of it was spent when the chain took it back: the house's claim, in minor units.</summary>
    public Int128 ReceivableUnits { get; init; }

    /// <summary>What goes back to the sender, in minor units; the network's fee is taken from it.</summary>
    public Int128 ReturnUnits { get; init; }

    /// <summary>True when the money is held by the chain, or will be with the next block.</summary>
    [JsonIgnore]
    public bool IsOnChain => Block is not null && IsGone != true;

    /// <summary>The document's id.</summary>
    public static string IdOf(string depositId) => $"deposit:{depositId}";
}
