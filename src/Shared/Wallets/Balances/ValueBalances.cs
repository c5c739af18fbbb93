using CryptoVault.Prices;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Balances;

/// <summary>A balance and what it is worth.</summary>
/// <param name="Balance">The balance.</param>
/// <param name="ValueUnits">Its worth in US dollars, in units of 10^-8, rounded down; null when there never was a price.</param>
public sealed record ValuedBalance(Balance Balance, Int128? ValueUnits);

/// <summary>All balances of a user and what they are worth together, at the newest reference prices.</summary>
/// <param name="Items">The balances by asset.</param>
/// <param name="ValueUnits">The worth of those that have a price, in units of 10^-8 dollars.</param>
/// <param name="PricedAt">The time of the oldest price that was used; null when none was.</param>
/// <param name="IsComplete">False when something that is there has no price.</param>
public sealed record ValuedBalances(IReadOnlyList<ValuedBalance> Items, Int128 ValueUnits, DateTimeOffset? PricedAt, bool IsComplete);

/// <summary>Reads a user's balances with their reference value. It informs; nothing is decided by it.</summary>
public sealed class ValueBalances(ReadBalances balances, ReferencePrices prices)
{
    /// <summary>The balances of all assets, by code.</summary>
    public async ValueTask<ValuedBalances> ListAsync(string userId, CancellationToken cancellation = default)
    {
        var found = await balances.ListAsync(userId, cancellation);
        var known = await prices.AllAsync(cancellation);
        var items = new ValuedBalance[found.Count];
        Int128 sum = 0;
        var (isComplete, oldest) = (true, (string?)null);
        for (var i = 0; i < items.Length; i++)
        {
            var total = found[i].Total;
            var price = known.GetValueOrDefault(total.Asset.Code);
            var value = price?.ValueOf(total);
            items[i] = new ValuedBalance(found[i], value);
            sum += value ?? 0;
            isComplete &= value is not null || total.IsZero;
            if (price is not null && !total.IsZero && (oldest is null || string.CompareOrdinal(price.Time, oldest) < 0))
            {
                oldest = price.Time;
            }
        }

        return new ValuedBalances(items, sum, oldest is null ? null : StoredTime.Parse(oldest), isComplete);
    }
}
