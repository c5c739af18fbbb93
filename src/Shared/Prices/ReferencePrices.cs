using System.Collections.Frozen;
using CryptoVault.Storage;

namespace CryptoVault.Prices;

/// <summary>Reads the reference prices; what was read is kept for a second.</summary>
public sealed class ReferencePrices(IDocumentStore store, TimeProvider clock)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(60);

    private volatile Snapshot? snapshot;

    /// <summary>The asset's price, or null when there never was one.</summary>
    public async ValueTask<ReferencePrice?> FindAsync(string asset, CancellationToken cancellation = default) =>
        (await AllAsync(cancellation)).GetValueOrDefault(asset);

    /// <summary>True when the price is too old to rely on (over a minute).</summary>
    public bool IsStale(ReferencePrice price) => IsStale(StoredTime.Parse(price.Time), clock.GetUtcNow());

    /// <summary>True when a price that was taken then is too old to rely on now.</summary>
    public static bool IsStale(DateTimeOffset taken, DateTimeOffset now) => now - taken > StaleAfter;

    /// <summary>All prices by asset.</summary>
    public async ValueTask<IReadOnlyDictionary<string, ReferencePrice>> AllAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        if (snapshot is { } recent && now - recent.ReadAt < Keep)
        {
            return recent.Prices;
        }

        var stored = await store.ReadAsync(
            ReferencePricesDocument.Partition.Container, ReferencePricesDocument.Partition.Value, ReferencePricesDocument.DocumentId, cancellation);
        var prices = stored is null
            ? FrozenDictionary<string, ReferencePrice>.Empty
            : DocumentCodec.Decode<ReferencePricesDocument>(stored).Prices.ToFrozenDictionary(price => price.Asset, StringComparer.Ordinal);
        snapshot = new Snapshot(prices, now);
        return prices;
    }

    private sealed record Snapshot(FrozenDictionary<string, ReferencePrice> Prices, DateTimeOffset ReadAt);
}
