using CryptoVault.Matching;
using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>One go over log documents: who traded how much on which day.</summary>
internal sealed class VolumeRun(VolumePositionDocument position, DateTimeOffset now)
{
    private readonly Dictionary<string, long> unnamed = position.Unnamed.ToDictionary(one => one.OrderId, one => one.TickLots, StringComparer.Ordinal);
    private string? time = position.LogTime;

    /// <summary>The last document that was counted.</summary>
    public long Sequence { get; private set; } = position.Sequence;

    /// <summary>What each customer traded, in tick-lots, by document.</summary>
    public Dictionary<string, List<CountedVolume>> ByUser { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts documents up to one that is not there yet.</summary>
    public void Apply(IReadOnlyList<MarketLogDocument> logs)
    {
        foreach (var log in logs)
        {
            if (log.Sequence != Sequence + 1 && !MayHaveExpired())
            {
                return;
            }

            Apply(log);
        }
    }

    /// <summary>The position after what was counted.</summary>
    public VolumePositionDocument ToPosition() => new(Sequence)
    {
        LogTime = time,
        Unnamed = [.. unnamed.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new UnnamedVolume(one.Key, one.Value))],
    };

    /// <summary>A gap in the log is no delay when what is missing may have expired.</summary>
    private bool MayHaveExpired() => time is null || StoredTime.Parse(time) + MarketLogDocument.Life < now;

    private void Apply(MarketLogDocument log)
    {
        foreach (var trade in log.Trades)
        {
            var tickLots = trade.Price * trade.Quantity;
            unnamed[trade.Taker] = unnamed.GetValueOrDefault(trade.Taker) + tickLots;
            unnamed[trade.Maker] = unnamed.GetValueOrDefault(trade.Maker) + tickLots;
        }

        var day = FeeProfileDocument.DayOf(StoredTime.Parse(log.Time));
        foreach (var order in log.Orders)
        {
            if (unnamed.Remove(order.Id, out var tickLots))
            {
                if (!ByUser.TryGetValue(order.User, out var volumes))
                {
                    ByUser[order.User] = volumes = [];
                }

                volumes.Add(new CountedVolume(log.Sequence, day, tickLots));
            }
        }

        (Sequence, time) = (log.Sequence, log.Time);
    }
}
