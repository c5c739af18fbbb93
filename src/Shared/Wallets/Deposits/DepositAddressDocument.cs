using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>The address at which a user receives an asset over a network; in the user's partition, never changed.</summary>
/// <param name="Id"><c>deposit-address:{asset}:{network}</c>.</param>
/// <param name="UserId">The user.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">The address in canonical form.</param>
/// <param name="AddressKey"><c>{network}:{address}</c>, by which the owner of an address is found.</param>
public sealed record DepositAddressDocument(string Id, string UserId, string Asset, string Network, string Address, string AddressKey)
    : IDocument<DepositAddressDocument>
{
    /// <summary>Whose an address is.</summary>
    public static IndexDefinition ByAddress { get; } = new("deposit-addresses", "addressKey") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<DepositAddressDocument> Json => WalletJson.Default.DepositAddressDocument;

    /// <inheritdoc />
    public string Type => "deposit-address";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The document's id.</summary>
    public static string IdOf(string asset, string network) => $"deposit-address:{asset}:{network}";

    /// <summary>The value of <see cref="AddressKey"/>.</summary>
    public static string KeyOf(string network, string address) => $"{network}:{address}";
}
