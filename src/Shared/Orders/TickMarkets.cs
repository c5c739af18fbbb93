using CryptoVault.Hosting;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.Orders;

/// <summary>
/// Lets time pass in markets where nothing happens: an engine ends the orders whose time is over when it gets a command,
/// and where one is due and no command comes, this sends one.
/// </summary>
public sealed class TickMarkets(Partitions partitions, MarketCatalog markets, IDocumentStore store, TimeProvider clock)
{
    /// <summary>Looks at all markets once.</summary>
    /// <returns>How many had an order whose time was over.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellation = default)
    {
        var due = 0;
        foreach (var market in await markets.AllAsync(cancellation))
        {
            var stored = await store.ReadAsync(ContainerNames.Markets, market.Symbol, MarketHead.DocumentId, cancellation);
            var now = clock.GetUtcNow();
            if (stored is not null && DocumentCodec.Decode<MarketHead>(stored).NextExpiry is { } next && next <= now.ToUnixTimeMilliseconds())
            {
                due++;
                await partitions.DecideAsync(new PartitionKey(ContainerNames.Markets, market.Symbol), view => Tick(view, market.Symbol, now), cancellation);
            }
        }

        return due;
    }

    private static Results.Result<bool> Tick(PartitionView view, string symbol, DateTimeOffset now)
    {
        new MarketCommand(MarketCommandKind.Tick, "", "", StoredTime.Format(now)).Send(view, symbol);
        return true;
    }
}
