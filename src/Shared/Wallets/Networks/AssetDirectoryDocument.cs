using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Networks;

/// <summary>An asset as it is stored.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The name.</param>
/// <param name="Scale">Decimal places that the ledger keeps; never changed.</param>
/// <param name="WithdrawalScale">Decimal places that its networks can carry; never changed.</param>
/// <param name="DisplayPlaces">Decimal places to show.</param>
/// <param name="IsFiat">True for money of a state.</param>
/// <param name="IsDisabled">True while it neither comes nor goes.</param>
public sealed record AssetEntry(string Code, string Name, int Scale, int WithdrawalScale, int DisplayPlaces, bool IsFiat, bool IsDisabled)
{
    internal Asset ToAsset() => new(Code, Scale, WithdrawalScale, DisplayPlaces, Name, IsFiat) { IsDisabled = IsDisabled };

    internal static AssetEntry Of(Asset asset) =>
        new(asset.Code, asset.Name, asset.Scale, asset.WithdrawalScale, asset.DisplayPlaces, asset.IsFiat, asset.IsDisabled);
}

/// <summary>Who changed the directory last, and why.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
public sealed record AssetDirectoryChange(string UserId, string Reason, string Time);

/// <summary>All assets and how they move. Until an administrator changes something there is none, and the configuration counts.</summary>
/// <param name="Version">Counts the changes.</param>
/// <param name="Assets">The assets, by code.</param>
/// <param name="Networks">How they move; an asset's first network is its default.</param>
public sealed record AssetDirectoryDocument(int Version, IReadOnlyList<AssetEntry> Assets, IReadOnlyList<AssetNetworkOptions> Networks)
    : IDocument<AssetDirectoryDocument>
{
    /// <summary>The id of the one document.</summary>
    public const string DocumentId = "assets";

    /// <summary>Where it lies.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "assets");

    /// <inheritdoc />
    public static JsonTypeInfo<AssetDirectoryDocument> Json => WalletJson.Default.AssetDirectoryDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "asset-directory";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The last change; null while the configuration counts.</summary>
    public AssetDirectoryChange? Changed { get; init; }
}
