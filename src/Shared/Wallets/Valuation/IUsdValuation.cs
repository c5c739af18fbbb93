using CryptoVault.Money;

namespace CryptoVault.Wallets.Valuation;

/// <summary>What amounts are worth in US dollars, for policies and limits; never for booking.</summary>
public interface IUsdValuation
{
    /// <summary>The value, rounded up; null when no price is known, which no rule takes for little.</summary>
    ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default);
}

/// <summary>Values at prices from the configuration: the fallback while no market has a price.</summary>
public sealed class ConfiguredPrices : IUsdValuation
{
    private readonly Asset dollar;
    private readonly Dictionary<string, Int128> unitsPerWhole = new(StringComparer.Ordinal);

    /// <summary>Reads the prices: dollars per whole unit, by asset code, in plain decimal text.</summary>
    /// <exception cref="ArgumentException">A price is no amount of dollars.</exception>
    public ConfiguredPrices(IReadOnlyDictionary<string, string> prices, AssetCatalog assets)
    {
        dollar = assets.Get("USD");
        foreach (var (code, text) in prices)
        {
            unitsPerWhole[code] = DecimalText.TryParse(text, dollar.Scale, out var units) == DecimalTextError.None
                ? units
                : throw new ArgumentException($"Wallets:ReferencePrices:{code} '{text}' is no price in dollars.");
        }
    }

    /// <summary>What a new installation starts with.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["BTC"] = "60000",
        ["ETH"] = "3000",
        ["USDT"] = "1",
        ["USDC"] = "1",
        ["USD"] = "1",
        ["EUR"] = "1.1",
    };

    /// <inheritdoc />
    public ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default) =>
        new(unitsPerWhole.TryGetValue(amount.Asset.Code, out var price)
            ? new Amount(MoneyMath.MulDiv(amount.Units, price, MoneyMath.PowerOfTen(amount.Asset.Scale), Rounding.Up), dollar)
            : null);
}
