using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>A payment from one customer to another, in the payer's partition. It is final when it is written.</summary>
/// <param name="Id"><c>transfer:{transfer id}</c>.</param>
/// <param name="TransferId">Its id.</param>
/// <param name="UserId">The payer.</param>
/// <param name="PayeeId">The payee.</param>
/// <param name="Payee">How the payee is shown to the payer.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">How much, in minor units.</param>
/// <param name="Memo">What the payer says to it.</param>
/// <param name="TransferTime">When it was made.</param>
public sealed record TransferDocument(
    string Id, string TransferId, string UserId, string PayeeId, PersonalText Payee, string Asset, Int128 Units, PersonalText Memo, string TransferTime)
    : IDocument<TransferDocument>, IPersonalDocument<TransferDocument>
{
    /// <summary>A customer's payments by time.</summary>
    public static IndexDefinition ByTime { get; } = new("transfers", "transferTime");

    /// <inheritdoc />
    public static JsonTypeInfo<TransferDocument> Json => WalletJson.Default.TransferDocument;

    /// <inheritdoc />
    public string Type => "transfer";

    /// <inheritdoc />
    public int SchemaVersion => 2; // 1: personal members in plain

    /// <summary>What was checked; null in payments from before it was recorded.</summary>
    public TransferChecks? Checks { get; init; }

    /// <inheritdoc />
    public TransferDocument WithPersonal(Func<PersonalText, string, PersonalText> map) =>
        this with { Payee = map(Payee, "transfer.payee"), Memo = map(Memo, "transfer.memo") };

    /// <summary>The document id of a transfer.</summary>
    public static string IdOf(string transferId) => $"transfer:{transferId}";
}
