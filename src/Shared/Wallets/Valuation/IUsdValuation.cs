using CryptoVault.Money;

namespace CryptoVault.Wallets.Valuation;

/// <summary>What amounts are worth in US dollars, for policies and limits; never for booking.</summary>
public interface IUsdValuation
{
    /// <summary>The value, rounded up; null when no recent price is known, which no rule takes for little.</summary>
    ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default);
}
