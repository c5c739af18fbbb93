using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Prices;

/// <summary>
/// Asks the price sources, in order, until each asset has a fresh price; where there is none the newest one counts, be it
/// the last that was stored, and its time then tells how old it is.
/// </summary>
public sealed class RefreshPrices(
    IEnumerable<IPriceSource> sources, Partitions partitions, AssetCatalog assets, TimeProvider clock, ILogger<RefreshPrices> logger)
{
    /// <summary>Refreshes the prices.</summary>
    public async Task<Result<ReferencePricesDocument>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var found = new Dictionary<string, ReferencePrice>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            var wanted = assets.All.Select(asset => asset.Code)
                .Where(code => !found.TryGetValue(code, out var known) || ReferencePrices.IsStale(StoredTime.Parse(known.Time), now)).ToArray();
            if (wanted.Length == 0)
            {
                break;
            }

            foreach (var price in await AskAsync(source, wanted, cancellation))
            {
                if (price.UsdUnits > 0)
                {
                    KeepNewer(found, new ReferencePrice(price.Asset, price.UsdUnits, source.Name, StoredTime.Format(price.Time)));
                }
            }
        }

        return await partitions.DecideAsync(
            ReferencePricesDocument.Partition, view => Merge(view, found, clock.GetUtcNow()), cancellation);
    }

    private static Result<ReferencePricesDocument> Merge(PartitionView view, Dictionary<string, ReferencePrice> found, DateTimeOffset now)
    {
        var before = view.Find<ReferencePricesDocument>(ReferencePricesDocument.DocumentId);
        var prices = new Dictionary<string, ReferencePrice>(found, StringComparer.Ordinal);
        foreach (var price in before?.Prices ?? [])
        {
            KeepNewer(prices, price);
        }

        var document = new ReferencePricesDocument([.. prices.Values.OrderBy(price => price.Asset, StringComparer.Ordinal)], StoredTime.Format(now));
        view.Put(document);
        Record(view, document.Prices, now);
        return document;
    }

    /// <summary>Keeps the first recent prices of each quarter of an hour for ever.</summary>
    private static void Record(PartitionView view, IReadOnlyList<ReferencePrice> prices, DateTimeOffset now)
    {
        var id = PriceDayDocument.IdOf(DateOnly.FromDateTime(now.UtcDateTime));
        var slot = PriceDayDocument.SlotOf(now);
        var points = view.Find<PriceDayDocument>(id)?.Points ?? [];
        if (points.Count > 0 && points[^1].Slot >= slot)
        {
            return;
        }

        var recent = prices.Where(price => !ReferencePrices.IsStale(StoredTime.Parse(price.Time), now))
            .ToDictionary(price => price.Asset, price => price.UsdUnits, StringComparer.Ordinal);
        if (recent.Count > 0)
        {
            view.Put(new PriceDayDocument(id, [.. points, new PricePoint(slot, recent)]));
        }
    }

    /// <summary>The one that was known first stays when both are of the same time.</summary>
    private static void KeepNewer(Dictionary<string, ReferencePrice> prices, ReferencePrice price)
    {
        if (!prices.TryGetValue(price.Asset, out var known) || string.CompareOrdinal(known.Time, price.Time) < 0)
        {
            prices[price.Asset] = price;
        }
    }

    private async Task<IReadOnlyList<QuotedPrice>> AskAsync(IPriceSource source, string[] wanted, CancellationToken cancellation)
    {
        try
        {
            return await source.GetAsync(wanted, cancellation);
        }
        catch (PriceSourceException exception)
        {
            logger.LogWarning(exception, "Price source {Source} did not answer; the next one is asked.", source.Name);
            return [];
        }
    }
}
