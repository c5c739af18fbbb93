using CryptoVault.Accounts;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Transfers;

namespace CryptoVault.Wallets.Limits;

/// <summary>One window of values as the customer sees it.</summary>
/// <param name="Hours">Its length.</param>
/// <param name="Used">What counts in it.</param>
/// <param name="Max">The most value.</param>
/// <param name="FreeFrom">When the first of it leaves the window; null when nothing counts.</param>
public record ValueWindowLeft(int Hours, Amount Used, Amount Max, DateTimeOffset? FreeFrom)
{
    /// <summary>What is left of the value.</summary>
    public Amount Left => Used < Max ? Max - Used : Max.Asset.Zero;
}

/// <summary>One window of withdrawals, whose number is limited, too.</summary>
/// <param name="Hours">Its length.</param>
/// <param name="Used">What counts in it.</param>
/// <param name="Max">The most value.</param>
/// <param name="UsedCount">How many withdrawals count in it.</param>
/// <param name="MaxCount">Most withdrawals.</param>
/// <param name="FreeFrom">When the first of them leaves it; null when nothing counts.</param>
public sealed record WindowLeft(int Hours, Amount Used, Amount Max, int UsedCount, int MaxCount, DateTimeOffset? FreeFrom)
    : ValueWindowLeft(Hours, Used, Max, FreeFrom)
{
    /// <summary>How many withdrawals are left.</summary>
    public int LeftCount => Math.Max(0, MaxCount - UsedCount);
}

/// <summary>What a customer may still withdraw and pay to others, and what is in the way.</summary>
/// <param name="Level">The customer's level.</param>
/// <param name="Day">In 24 hours.</param>
/// <param name="Month">In 30 days.</param>
/// <param name="BlockedUntil">Until when nothing can be withdrawn after a reset; null when nothing is blocked.</param>
/// <param name="DeviceCoolOffUntil">Until when this session's device cannot withdraw; null when it can.</param>
public sealed record LimitsLeft(int Level, WindowLeft Day, WindowLeft Month, DateTimeOffset? BlockedUntil, DateTimeOffset? DeviceCoolOffUntil)
{
    /// <summary>What may still be paid to others; without a window that has no limit.</summary>
    public IReadOnlyList<ValueWindowLeft> Transfers { get; init; } = [];
}

/// <summary>Reads what is left of a customer's limits.</summary>
public sealed class ReadLimits(Partitions partitions, WithdrawalLimits limits, TransferOptions transfers, AssetCatalog assets, TimeProvider clock)
{
    private readonly TransferBounds transferBounds = transfers.ToBounds();

    /// <summary>Reads them.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="level">The customer's level.</param>
    /// <param name="sessionId">The session that asks.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<Result<LimitsLeft>> ExecuteAsync(string userId, int level, string sessionId, CancellationToken cancellation = default) =>
        partitions.DecideAsync<LimitsLeft>(LedgerPartitions.OfUser(userId), view =>
        {
            var now = clock.GetUtcNow();
            var use = LimitUseDocument.In(view, now);
            var most = limits.Of(level);
            var dollar = assets.Get("USD");
            return new LimitsLeft(
                level,
                new WindowLeft(
                    24, new Amount(use.DayUnits, dollar), new Amount(most.Day.UsdUnits, dollar), use.DayCount, most.Day.Count, WithdrawalLimits.DayFreeFrom(use)),
                new WindowLeft(
                    720, new Amount(use.MonthUnits, dollar), new Amount(most.Month.UsdUnits, dollar), use.MonthCount, most.Month.Count,
                    WithdrawalLimits.MonthFreeFrom(use)),
                Later(view.Find<ProfileDocument>(ProfileDocument.DocumentId)?.WithdrawalsBlockedUntil, now),
                Later(view.Find<SessionDocument>(SessionDocument.IdOf(sessionId))?.CoolOffUntil, now))
            {
                Transfers = TransfersOf(TransferUseDocument.In(view, now), most, dollar),
            };
        }, cancellation);

    private ValueWindowLeft[] TransfersOf(TransferUseDocument use, LevelLimits level, Asset dollar) =>
    [
        .. new[]
        {
            (Hours: 24, Used: use.DayUnits, Max: transferBounds.DayOf(level), FreeFrom: use.DayFreeFrom),
            (Hours: 720, Used: use.MonthUnits, Max: transferBounds.MonthOf(level), FreeFrom: use.MonthFreeFrom),
        }
        .Where(window => window.Max is not null)
        .Select(window => new ValueWindowLeft(window.Hours, new Amount(window.Used, dollar), new Amount(window.Max!.Value, dollar), window.FreeFrom)),
    ];

    private static DateTimeOffset? Later(DateTimeOffset? time, DateTimeOffset now) => time > now ? time : null;
}
