using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>A user's deposits of an asset over a network that were too small, until they add up; in the user's partition.</summary>
/// <param name="Id"><c>deposit-dust:{asset}:{network}</c>.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="Units">What they are together, in minor units.</param>
/// <param name="Deposits">Their ids, oldest first.</param>
internal sealed record DepositDustDocument(string Id, string Asset, string Network, Int128 Units, IReadOnlyList<string> Deposits) : IDocument<DepositDustDocument>
{
    /// <summary>With so many, they are credited whatever they add up to: a customer's dust never grows into a document without a bound.</summary>
    public const int MaxDeposits = 20;

    public const string IdPrefix = "deposit-dust:";

    public static JsonTypeInfo<DepositDustDocument> Json => WalletJson.Default.DepositDustDocument;

    public string Type => "deposit-dust";

    public int SchemaVersion => 1;

    public static string IdOf(string asset, string network) => $"{IdPrefix}{asset}:{network}";
}
