using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Valuation;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Fees;

/// <summary>
/// Counts the markets' logs into their customers' volumes. Each customer's document says how far each log is counted in it,
/// so however often, late or by how many it is run, each trade is counted once for its maker and once for its taker.
/// </summary>
public sealed class ProjectVolumes(
    IDocumentStore store, Partitions partitions, MarketCatalog markets, IUsdValuation valuation, TimeProvider clock, ILogger<ProjectVolumes> logger)
{
    private const int PageSize = 500;

    /// <summary>Counts what the logs of all markets have more; a market that cannot be counted now is left for the next time.</summary>
    public async Task ExecuteAsync(CancellationToken cancellation = default)
    {
        foreach (var market in await markets.AllAsync(cancellation))
        {
            var counted = await CountAsync(market, cancellation);
            if (!counted.IsSuccess)
            {
                logger.LogWarning("The volumes of {Symbol} are behind: {Problem}", market.Symbol, counted.Error.Message);
            }
        }
    }

    private async Task<Result<VolumePositionDocument>> CountAsync(Market market, CancellationToken cancellation)
    {
        var partition = VolumePositionDocument.PartitionOf(market.Symbol);
        while (true)
        {
            var position = await store.FindAsync<VolumePositionDocument>(partition, VolumePositionDocument.DocumentId, cancellation) ?? new VolumePositionDocument(0);
            var page = await store.ListAsync<MarketLogDocument>(
                new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
                {
                    Partition = market.Symbol, From = MarketLogDocument.IdOf(position.Sequence + 1), To = MarketLogDocument.IdEnd, Limit = PageSize,
                },
                cancellation);
            var run = new VolumeRun(position, clock.GetUtcNow());
            run.Apply(page.Items);
            if (run.Sequence == position.Sequence)
            {
                return position;
            }

            // A dollar's worth of one unit of quote, at the price of now: good enough for a tier, and counted once.
            var one = await valuation.ValueAsync(new Amount(MoneyMath.PowerOfTen(market.Quote.Scale), market.Quote), cancellation);
            if (one is null)
            {
                return new ServiceUnavailable($"{market.Quote.Code} has no recent price.", TimeSpan.FromMinutes(1));
            }

            foreach (var (userId, volumes) in run.ByUser)
            {
                CountedVolume[] worth = [.. volumes.Select(volume => volume with { Units = WorthOf(market, volume.Units, one.Value) })];
                var counted = await partitions.DecideAsync(LedgerPartitions.OfUser(userId), view => Count(view, market.Symbol, run.Sequence, worth), cancellation);
                if (!counted.IsSuccess)
                {
                    return counted.Error;
                }
            }

            var moved = await partitions.DecideAsync(partition, view => Move(view, position, run.ToPosition()), cancellation);
            if (!moved.IsSuccess || page.Continuation is null)
            {
                return moved;
            }
        }
    }

    private static Int128 WorthOf(Market market, Int128 tickLots, Amount one)
    {
        var quote = tickLots * market.TickLotUnits;
        return MoneyMath.MulDiv(quote, one.Units, MoneyMath.PowerOfTen(market.Quote.Scale), Rounding.Down);
    }

    private Result<FeeProfileDocument> Count(PartitionView view, string symbol, long upTo, IReadOnlyList<CountedVolume> volumes)
    {
        var profile = view.Find<FeeProfileDocument>(FeeProfileDocument.DocumentId) ?? new FeeProfileDocument();
        var counted = profile.Count(symbol, upTo, volumes, clock.GetUtcNow());
        if (counted != profile)
        {
            view.Put(counted);
        }

        return counted;
    }

    /// <summary>Another process may have counted as far meanwhile; it counted the same.</summary>
    private static Result<VolumePositionDocument> Move(PartitionView view, VolumePositionDocument from, VolumePositionDocument to)
    {
        var known = view.Find<VolumePositionDocument>(VolumePositionDocument.DocumentId) ?? new VolumePositionDocument(0);
        if (known.Sequence != from.Sequence)
        {
            return known;
        }

        view.Put(to);
        return to;
    }
}
