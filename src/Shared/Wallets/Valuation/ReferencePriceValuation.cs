using CryptoVault.Money;
using CryptoVault.Prices;

namespace CryptoVault.Wallets.Valuation;

/// <summary>Values at the reference prices; one that is too old counts as none.</summary>
public sealed class ReferencePriceValuation(ReferencePrices prices, AssetCatalog assets) : IUsdValuation
{
    /// <inheritdoc />
    public async ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default)
    {
        if (await prices.FindAsync(amount.Asset.Code, cancellation) is not { } price || prices.IsStale(price))
        {
            return null;
        }

        var dollar = assets.Get("USD");
        var units = MoneyMath.MulDiv(amount.Units, price.UsdUnits, MoneyMath.PowerOfTen(amount.Asset.Scale), Rounding.Up);
        return new Amount(units * MoneyMath.PowerOfTen(dollar.Scale - ReferencePrice.UsdScale), dollar);
    }
}
