using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Storage;

namespace CryptoVault.Portfolios;

/// <summary>Follows a customer's postings from a portfolio that is known to now, day by day.</summary>
internal sealed class PortfolioWalk(PriceHistory history, AssetCatalog assets, DateTimeOffset now)
{
    /// <summary>After so many postings a day's portfolio is worth keeping.</summary>
    private const int PostingsWorthKeeping = 1_000;

    /// <summary>When no posting of a day can come any more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string Asset, long Slot), Int128?> prices = [];
    private readonly List<PortfolioDocument> worthKeeping = [];
    private readonly List<PortfolioPoint> points = [];
    private readonly List<PortfolioPoint> month = [];
    private PortfolioBook book = new(PortfolioState.Empty);
    private PortfolioDocument? newest;
    private DateOnly day;
    private int postings;

    /// <summary>The ends of days that it passed.</summary>
    public IReadOnlyList<PortfolioPoint> Points => points;

    /// <summary>What should be kept, so that the next walk begins later.</summary>
    public IEnumerable<PortfolioDocument> WorthKeeping => newest is null ? worthKeeping : worthKeeping.Append(newest);

    public PortfolioState State => book.State;

    public int Postings => postings;

    /// <summary>Begins after the day of a portfolio that was kept.</summary>
    public void StartAfter(PortfolioDocument known)
    {
        book = new PortfolioBook(known.State);
        day = known.Day.AddDays(1);
        month.AddRange(day.Day == 1 ? [] : known.Points);
    }

    /// <summary>Begins with nothing, on the day of the first posting.</summary>
    public void StartOn(DateOnly first) => day = first;

    /// <summary>The next posting.</summary>
    public async ValueTask FollowAsync(BookedPosting posting, CancellationToken cancellation)
    {
        var time = StoredTime.Parse(posting.Time);
        await PassDaysAsync(DateOnly.FromDateTime(time.UtcDateTime), cancellation);
        postings++;
        var movements = new List<Movement>(2);
        foreach (var (asset, units) in NetOf(posting.Legs))
        {
            movements.Add(new Movement(assets.Get(asset), units, await PriceAsync(asset, time, cancellation)));
        }

        if (movements.Count > 0)
        {
            book.Apply(posting.Kind, movements);
        }
    }

    /// <summary>Ends all days before one.</summary>
    public async ValueTask PassDaysAsync(DateOnly until, CancellationToken cancellation)
    {
        for (; day < until; day = day.AddDays(1))
        {
            var end = EndOf(day);
            var state = book.State;
            var point = await PointAsync(state, end, cancellation);
            points.Add(point);
            month.Add(point);
            var isLastOfMonth = day.AddDays(1).Day == 1;
            if (now >= end + Grace && (isLastOfMonth || postings >= PostingsWorthKeeping))
            {
                newest = new PortfolioDocument(PortfolioDocument.IdOf(day), state, [.. month]);
                if (isLastOfMonth)
                {
                    worthKeeping.Add(newest);
                    newest = null;
                }
            }

            if (isLastOfMonth)
            {
                month.Clear();
            }
        }
    }

    /// <summary>What changed on the customer's own accounts, by asset.</summary>
    private static SortedDictionary<string, Int128> NetOf(IReadOnlyList<PostingLeg> legs)
    {
        var net = new SortedDictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var leg in legs)
        {
            if (leg.Account is AccountName.Available or AccountName.Held)
            {
                var sum = checked(net.GetValueOrDefault(leg.Asset) + leg.Units);
                net[leg.Asset] = sum;
            }
        }

        foreach (var asset in net.Where(one => one.Value == 0).Select(one => one.Key).ToArray())
        {
            net.Remove(asset);
        }

        return net;
    }

    private async ValueTask<PortfolioPoint> PointAsync(PortfolioState state, DateTimeOffset end, CancellationToken cancellation)
    {
        Int128 value = 0;
        var isComplete = true;
        foreach (var position in state.Positions.Where(position => position.Units > 0))
        {
            var movement = new Movement(assets.Get(position.Asset), position.Units, await PriceAsync(position.Asset, end.AddTicks(-1), cancellation));
            value = checked(value + (movement.Value ?? 0));
            isComplete &= movement.Value is not null;
        }

        return new PortfolioPoint(DateOnly.FromDateTime(end.AddTicks(-1).UtcDateTime), value, state.NetInflow, isComplete);
    }

    private async ValueTask<Int128?> PriceAsync(string asset, DateTimeOffset time, CancellationToken cancellation)
    {
        var key = (asset, (time.UtcTicks / TimeSpan.TicksPerDay * 96) + PriceDayDocument.SlotOf(time));
        if (!prices.TryGetValue(key, out var price))
        {
            prices[key] = price = await history.FindAsync(asset, time, cancellation);
        }

        return price;
    }

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
