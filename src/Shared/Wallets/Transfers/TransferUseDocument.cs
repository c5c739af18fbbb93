using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>The payments of a quarter of an hour.</summary>
/// <param name="Time">When it begins.</param>
/// <param name="UsdUnits">Their value then, in units of 10^-8 dollars.</param>
public sealed record TransferUse(string Time, Int128 UsdUnits);

/// <summary>What a customer paid to others of late, in the customer's partition: so the limit is decided in the commit that pays.</summary>
/// <param name="Recent">The last 24 hours, oldest first.</param>
public sealed record TransferUseDocument(IReadOnlyList<TransferUse> Recent) : IDocument<TransferUseDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "transfer-use";

    /// <summary>What counts: a quarter counts until all of it is so long ago.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>What is counted together.</summary>
    public static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <inheritdoc />
    public static JsonTypeInfo<TransferUseDocument> Json => WalletJson.Default.TransferUseDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "transfer-use";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}
