using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Prices;

/// <summary>
/// Asks the price sources, in order, until each asset has a price; an asset that none has keeps its last price, whose
/// time then tells how old it is.
/// </summary>
public sealed class RefreshPrices(
    IEnumerable<IPriceSource> sources, Partitions partitions, AssetCatalog assets, TimeProvider clock, ILogger<RefreshPrices> logger)
{
    /// <summary>Refreshes the prices.</summary>
    public async Task<Result<ReferencePricesDocument>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var found = new Dictionary<string, ReferencePrice>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            var wanted = assets.All.Select(asset => asset.Code).Where(code => !found.ContainsKey(code)).ToArray();
            if (wanted.Length == 0)
            {
                break;
            }

            foreach (var price in await AskAsync(source, wanted, cancellation))
            {
                if (price.UsdUnits > 0)
                {
                    found.TryAdd(price.Asset, new ReferencePrice(price.Asset, price.UsdUnits, source.Name, StoredTime.Format(price.Time)));
                }
            }
        }

        return await partitions.DecideAsync(
            ReferencePricesDocument.Partition, view => Merge(view, found, clock.GetUtcNow()), cancellation);
    }

    private static Result<ReferencePricesDocument> Merge(PartitionView view, Dictionary<string, ReferencePrice> found, DateTimeOffset now)
    {
        var before = view.Find<ReferencePricesDocument>(ReferencePricesDocument.DocumentId);
        var kept = (before?.Prices ?? []).Where(price => !found.ContainsKey(price.Asset));
        var document = new ReferencePricesDocument(
            [.. found.Values.Concat(kept).OrderBy(price => price.Asset, StringComparer.Ordinal)], StoredTime.Format(now));
        view.Put(document);
        return document;
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
