using CryptoVault.Orders;

namespace CryptoVault.Markets;

/// <summary>What everybody sees of a market's book.</summary>
public interface IVisibleDepth
{
    /// <summary>The best price levels of a side, in ticks and lots, best first; none while nothing is known.</summary>
    IReadOnlyList<(long Price, long Quantity)> Levels(Market market, OrderSide side, int limit);
}
