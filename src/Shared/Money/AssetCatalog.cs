using System.Collections.Frozen;

namespace CryptoVault.Money;

/// <summary>
/// The assets that are known, by code. What it knows is replaced as a whole when an administrator changes it; an asset that
/// was known stays so, and its scale never changes.
/// </summary>
public sealed class AssetCatalog(IEnumerable<Asset> assets)
{
    private volatile FrozenDictionary<string, Asset> byCode = assets.ToFrozenDictionary(asset => asset.Code, StringComparer.Ordinal);

    /// <summary>The assets that a new installation starts with (20-money-and-ledger.md's scales).</summary>
    public static AssetCatalog Default { get; } = new(
    [
        new Asset("BTC", 8, 8, 8, "Bitcoin"),
        new Asset("ETH", 18, 18, 8, "Ether"),
        new Asset("USDT", 8, 6, 2, "Tether USD"),
        new Asset("USDC", 8, 6, 2, "USD Coin"),
        new Asset("USD", 8, 2, 2, "US dollar", isFiat: true),
        new Asset("EUR", 8, 2, 2, "Euro", isFiat: true),
    ]);

    /// <summary>All assets, by code.</summary>
    public IEnumerable<Asset> All => byCode.Values.OrderBy(asset => asset.Code, StringComparer.Ordinal);

    /// <summary>A catalog of its own that starts with the default assets.</summary>
    public static AssetCatalog StartingWithDefaults() => new(Default.All);

    /// <summary>The asset, or null when the code is not known.</summary>
    public Asset? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>The asset of a stored document.</summary>
    /// <exception cref="KeyNotFoundException">The code is not known.</exception>
    public Asset Get(string code) => byCode[code];

    /// <summary>Knows these from now on.</summary>
    /// <exception cref="ArgumentException">One that was known is missing, or has another scale.</exception>
    internal void Replace(IReadOnlyCollection<Asset> newest)
    {
        var replaced = newest.ToFrozenDictionary(asset => asset.Code, StringComparer.Ordinal);
        foreach (var known in byCode.Values)
        {
            if (replaced.GetValueOrDefault(known.Code)?.Scale != known.Scale)
            {
                throw new ArgumentException($"{known.Code} has a scale of {known.Scale} and stays so.", nameof(newest));
            }
        }

        byCode = replaced;
    }
}
