using System.Collections.Concurrent;
using CryptoVault.Storage;

namespace CryptoVault.Prices;

/// <summary>
/// What the reference prices were. The price of an instant is the one recorded in its quarter of an hour; without one the
/// newest before, up to a week back; without that the first one after. Days that are over are kept in memory.
/// </summary>
public sealed class PriceHistory(IDocumentStore store, TimeProvider clock)
{
    private const int DaysBack = 7;
    private const int LastSlot = 95;
    private const int MostKept = 1_000;

    /// <summary>After that nothing is added to a day any more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<DateOnly, PriceDayDocument> kept = new();

    /// <summary>US dollars for one whole of the asset at a time, in units of 10^-8; null when no price was ever recorded that would do.</summary>
    public async ValueTask<Int128?> FindAsync(string asset, DateTimeOffset time, CancellationToken cancellation = default)
    {
        if (asset == "USD")
        {
            return 100_000_000;
        }

        var day = DateOnly.FromDateTime(time.UtcDateTime);
        var slot = PriceDayDocument.SlotOf(time);
        for (var back = 0; back <= DaysBack; back++)
        {
            if ((await DayAsync(day.AddDays(-back), cancellation))?.UpTo(asset, back == 0 ? slot : LastSlot) is { } price)
            {
                return price;
            }
        }

        return await FirstAfterAsync(asset, day, slot, cancellation);
    }

    private async ValueTask<Int128?> FirstAfterAsync(string asset, DateOnly day, int slot, CancellationToken cancellation)
    {
        if ((await DayAsync(day, cancellation))?.From(asset, slot) is { } sameDay)
        {
            return sameDay;
        }

        var later = await store.QueryAsync(
            new DocumentQuery(PriceDayDocument.Partition.Container, IndexDefinition.ById)
            {
                Partition = PriceDayDocument.Partition.Value,
                From = PriceDayDocument.IdOf(day.AddDays(1)),
                To = $"{PriceDayDocument.IdPrefix}:",
                Limit = 1,
            },
            cancellation);
        return later.Items.Count == 0 ? null : DocumentCodec.Decode<PriceDayDocument>(later.Items[0]).From(asset, 0);
    }

    private async ValueTask<PriceDayDocument?> DayAsync(DateOnly day, CancellationToken cancellation)
    {
        if (kept.TryGetValue(day, out var known))
        {
            return known;
        }

        var found = await store.FindAsync<PriceDayDocument>(PriceDayDocument.Partition, PriceDayDocument.IdOf(day), cancellation);
        if (clock.GetUtcNow() < new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) + Grace)
        {
            return found;
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        kept[day] = found ?? new PriceDayDocument(PriceDayDocument.IdOf(day), []);
        return found;
    }
}
