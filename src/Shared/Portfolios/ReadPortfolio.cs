using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Portfolios;

/// <summary>A position and what it is worth now; money in units of 10^-8 dollars.</summary>
/// <param name="Position">The position.</param>
/// <param name="Asset">Its asset.</param>
/// <param name="Price">Dollars for one whole of it; null when there never was a price.</param>
public sealed record ValuedPosition(Position Position, Asset Asset, Int128? Price)
{
    /// <summary>What it is worth, rounded down.</summary>
    public Int128? Value => Price is { } price ? WideMath.MulDiv(Position.Units, price, MoneyMath.PowerOfTen(Asset.Scale)) : null;

    /// <summary>What selling it now would gain.</summary>
    public Int128? Unrealized => Value - Position.Cost;

    /// <summary>What one whole of it cost on average, rounded down; null when there is none.</summary>
    public Int128? AverageCost => Position.Units == 0 ? null : WideMath.MulDiv(Position.Cost, MoneyMath.PowerOfTen(Asset.Scale), Position.Units);
}

/// <summary>
/// A customer's portfolio now; money in units of 10^-8 dollars. Where every price is known:
/// <c>Value = NetInflow + Realized + Unrealized + WithdrawnGain</c>, to the last unit.
/// </summary>
/// <param name="Positions">The positions by asset.</param>
/// <param name="State">Costs, inflow and gains.</param>
/// <param name="PricedAt">The time of the oldest price that was used; null when none was.</param>
public sealed record Portfolio(IReadOnlyList<ValuedPosition> Positions, PortfolioState State, DateTimeOffset? PricedAt)
{
    /// <summary>What is worth something, together.</summary>
    public Int128 Value => Sum(position => position.Value);

    /// <summary>What selling everything now would gain.</summary>
    public Int128 Unrealized => Sum(position => position.Unrealized);

    /// <summary>All gains: by selling, not yet sold, and gone with what was withdrawn.</summary>
    public Int128 Profit => State.Realized + Unrealized + State.WithdrawnGain;

    /// <summary>False when something that is there has no price.</summary>
    public bool IsComplete => Positions.All(position => position.Value is not null);

    private Int128 Sum(Func<ValuedPosition, Int128?> of)
    {
        Int128 sum = 0;
        foreach (var position in Positions)
        {
            sum = checked(sum + (of(position) ?? 0));
        }

        return sum;
    }
}

/// <summary>How a portfolio went over some days.</summary>
/// <param name="Before">The end of the day before the first; nothing when the customer had nothing yet.</param>
/// <param name="Points">The days from the first with anything on; the last one may be today, at the newest prices.</param>
/// <param name="IsLastOpen">True when the last day is not over.</param>
public sealed record PortfolioPerformance(PortfolioPoint Before, IReadOnlyList<PortfolioPoint> Points, bool IsLastOpen)
{
    private const long Whole = 1_000_000_000_000;

    /// <summary>
    /// The time-weighted return in millionths: the days' returns, each on what was there in the morning and what came in that
    /// day, multiplied. Days that began with nothing count as none.
    /// </summary>
    public Int128 ReturnPartsPerMillion
    {
        get
        {
            Int128 factor = Whole;
            var before = Before;
            foreach (var point in Points)
            {
                var inflow = point.NetInflow - before.NetInflow;
                var invested = before.Value + (inflow > 0 ? inflow : 0);
                factor = invested > 0 ? WideMath.MulDiv(factor, point.Value - inflow + (inflow > 0 ? inflow : 0), invested) : factor;
                before = point;
            }

            return (factor - Whole) / (Whole / 1_000_000);
        }
    }
}

/// <summary>
/// Reads customers' portfolios, derived from their postings and the recorded prices. What follows from days that are over is
/// kept (<see cref="PortfolioDocument"/>), so that a read follows the postings of the present month, and at most a thousand and
/// those of a day where there are more.
/// </summary>
public sealed class ReadPortfolio(
    IDocumentStore store, Partitions partitions, PriceHistory history, ReferencePrices prices, AssetCatalog assets, TimeProvider clock)
{
    private const int StorePage = 500;

    /// <summary>The portfolio now.</summary>
    public async Task<Portfolio> FindAsync(string userId, CancellationToken cancellation = default)
    {
        var (walk, _) = await WalkAsync(userId, null, cancellation);
        return await ValueAsync(walk.State, cancellation);
    }

    /// <summary>The ends of days; today at the newest prices.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day; not after today.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<PortfolioPerformance> FollowAsync(string userId, DateOnly from, DateOnly to, CancellationToken cancellation = default)
    {
        var (walk, known) = await WalkAsync(userId, from.AddDays(-1), cancellation);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var days = known.Concat(walk.Points).DistinctBy(point => point.Day).OrderBy(point => point.Day).ToList();
        if (to == today && (days.Count > 0 || walk.Postings > 0))
        {
            var portfolio = await ValueAsync(walk.State, cancellation);
            days.Add(new PortfolioPoint(today, portfolio.Value, portfolio.State.NetInflow, portfolio.IsComplete));
        }

        var before = days.LastOrDefault(point => point.Day < from) ?? new PortfolioPoint(from.AddDays(-1), 0, 0, true);
        return new PortfolioPerformance(before, [.. days.Where(point => point.Day >= from && point.Day <= to)], to == today);
    }

    private async Task<Portfolio> ValueAsync(PortfolioState state, CancellationToken cancellation)
    {
        var newest = await prices.AllAsync(cancellation);
        var valued = new List<ValuedPosition>(state.Positions.Count);
        string? oldest = null;
        foreach (var position in state.Positions)
        {
            var price = newest.GetValueOrDefault(position.Asset);
            Int128? units = position.Asset == "USD" ? MoneyMath.PowerOfTen(ReferencePrice.UsdScale) : price?.UsdUnits;
            valued.Add(new ValuedPosition(position, assets.Get(position.Asset), units));
            if (position.Units > 0 && position.Asset != "USD" && price is not null && (oldest is null || string.CompareOrdinal(price.Time, oldest) < 0))
            {
                oldest = price.Time;
            }
        }

        return new Portfolio(valued, state, oldest is null ? null : StoredTime.Parse(oldest));
    }

    private async Task<(PortfolioWalk Walk, IEnumerable<PortfolioPoint> Known)> WalkAsync(string userId, DateOnly? pointsFrom, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var kept = await KeptAsync(userId, pointsFrom, cancellation);
        var walk = new PortfolioWalk(history, assets, now);
        var postings = new DocumentQuery(LedgerPartitions.Users, PostingDocument.Index.Name) { Partition = userId, To = StoredTime.Format(now.AddTicks(1)), Limit = StorePage };
        if (kept.Count > 0)
        {
            walk.StartAfter(kept[^1]);
            postings = postings with { From = StoredTime.Format(new DateTimeOffset(kept[^1].Day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)) };
        }
        else if ((await store.QueryAsync(postings with { Limit = 1 }, cancellation)).Items is [var first])
        {
            walk.StartOn(DateOnly.FromDateTime(StoredTime.Parse(BookedPosting.Read(first).Time).UtcDateTime));
        }
        else
        {
            walk.StartOn(today);
        }

        await foreach (var document in store.ReadAllAsync(postings, cancellation))
        {
            await walk.FollowAsync(BookedPosting.Read(document), cancellation);
        }

        await walk.PassDaysAsync(today, cancellation);
        await KeepAsync(userId, [.. walk.WorthKeeping], cancellation);
        return (walk, kept.SelectMany(document => document.Points));
    }

    /// <summary>What is kept of the months from a day on; else the newest that is kept.</summary>
    private async Task<IReadOnlyList<PortfolioDocument>> KeptAsync(string userId, DateOnly? pointsFrom, CancellationToken cancellation)
    {
        var partition = PortfolioDocument.PartitionOf(userId);
        var all = new DocumentQuery(partition.Container, IndexDefinition.ById) { Partition = partition.Value };
        if (pointsFrom is { } from)
        {
            var found = new List<PortfolioDocument>();
            var start = PortfolioDocument.IdOf(new DateOnly(from.Year, from.Month, 1));
            await foreach (var document in store.ReadAllAsync(all with { From = start }, cancellation))
            {
                found.Add(DocumentCodec.Decode<PortfolioDocument>(document));
            }

            if (found.Count > 0 && await IsWholeAsync(userId, found[0], cancellation))
            {
                return found;
            }

            all = all with { To = start };
        }

        return [.. (await store.QueryAsync(all with { Descending = true, Limit = 1 }, cancellation)).Items.Select(DocumentCodec.Decode<PortfolioDocument>)];
    }

    /// <summary>True when nothing is missing before the first that is kept: its points start with its month, or with the customer.</summary>
    private async Task<bool> IsWholeAsync(string userId, PortfolioDocument first, CancellationToken cancellation)
    {
        if (first.Points is [{ Day.Day: 1 }, ..])
        {
            return true;
        }

        var oldest = await store.QueryAsync(
            new DocumentQuery(LedgerPartitions.Users, PostingDocument.Index.Name) { Partition = userId, Limit = 1 }, cancellation);
        return first.Points.Count > 0 && oldest.Items is [var posting]
            && DateOnly.FromDateTime(StoredTime.Parse(BookedPosting.Read(posting).Time).UtcDateTime) == first.Points[0].Day;
    }

    private async Task KeepAsync(string userId, PortfolioDocument[] documents, CancellationToken cancellation)
    {
        foreach (var document in documents)
        {
            await partitions.DecideAsync<Unit>(PortfolioDocument.PartitionOf(userId), view =>
            {
                if (view.Find<PortfolioDocument>(document.Id) is null)
                {
                    view.Add(document);
                }

                return Unit.Value;
            }, cancellation);
        }
    }
}
