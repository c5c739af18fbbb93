using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Wallets.Deposits;

/// <summary>How far a network's incoming transfers were read.</summary>
/// <param name="Id"><c>cursor:{network}</c>.</param>
/// <param name="Cursor">Custody's cursor.</param>
internal sealed record DepositCursorDocument(string Id, string Cursor) : IDocument<DepositCursorDocument>
{
    /// <summary>Where the cursors lie.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "deposits");

    public static JsonTypeInfo<DepositCursorDocument> Json => WalletJson.Default.DepositCursorDocument;

    public string Type => "deposit-cursor";

    public int SchemaVersion => 1;

    public static string IdOf(string network) => $"cursor:{network}";
}

/// <summary>A transfer to an address of ours that belongs to nobody: kept for a person to look into.</summary>
/// <param name="Id"><c>unmatched:{deposit id}</c>.</param>
/// <param name="Transfer">What custody told.</param>
/// <param name="SeenTime">When it was seen.</param>
internal sealed record UnmatchedTransferDocument(string Id, IncomingTransfer Transfer, string SeenTime) : IDocument<UnmatchedTransferDocument>
{
    public static JsonTypeInfo<UnmatchedTransferDocument> Json => WalletJson.Default.UnmatchedTransferDocument;

    public string Type => "unmatched-transfer";

    public int SchemaVersion => 1;

    public static string IdOf(string depositId) => $"unmatched:{depositId}";
}
