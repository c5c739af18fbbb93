using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Wallets.Limits;

/// <summary>The most of one window.</summary>
/// <param name="Count">Most withdrawals.</param>
/// <param name="UsdUnits">The most value, in minor units of a dollar.</param>
public sealed record WindowLimit(int Count, Int128 UsdUnits);

/// <summary>The limits of one identification level.</summary>
/// <param name="Level">The level.</param>
/// <param name="Day">In 24 hours.</param>
/// <param name="Month">In 30 days.</param>
public sealed record LevelLimits(int Level, WindowLimit Day, WindowLimit Month);

/// <summary>A withdrawal would be more than the customer's level allows. What is left, and from when there is more, is named.</summary>
public sealed record WithdrawalLimitExceeded : UnprocessableError
{
    internal WithdrawalLimitExceeded(string message) : base("WITHDRAWAL_LIMIT_EXCEEDED", message)
    {
    }
}

/// <summary>How much may be withdrawn by level: pure, over what the customer's partition says was withdrawn.</summary>
public sealed class WithdrawalLimits
{
    private readonly Dictionary<int, LevelLimits> levels;
    private readonly Asset dollar;

    /// <summary>Creates the limits.</summary>
    /// <exception cref="ArgumentException">A level stands twice.</exception>
    public WithdrawalLimits(IReadOnlyList<LevelLimits> levels, Asset dollar)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.DistinctBy(level => level.Level).Count() != levels.Count)
        {
            throw new ArgumentException("Wallets:Limits: a level stands twice.");
        }

        this.levels = levels.ToDictionary(level => level.Level);
        this.dollar = dollar;
    }

    /// <summary>The limits of a level; a level that is not configured has those of the next lower one, and level 0 none at all.</summary>
    public LevelLimits Of(int level)
    {
        for (var one = level; one > 0; one--)
        {
            if (levels.TryGetValue(one, out var found))
            {
                return found;
            }
        }

        return new LevelLimits(level, new WindowLimit(0, 0), new WindowLimit(0, 0));
    }

    /// <summary>Whether one more withdrawal is within the limits.</summary>
    /// <param name="level">The customer's level.</param>
    /// <param name="use">What counts now (see <see cref="LimitUseDocument.At"/>).</param>
    /// <param name="usdUnits">What it is worth, in minor units of a dollar.</param>
    /// <returns>The use with it, as it is recorded, or <see cref="WithdrawalLimitExceeded"/>.</returns>
    public Result<LimitUse> Take(int level, LimitUseDocument use, Int128 usdUnits)
    {
        ArgumentNullException.ThrowIfNull(use);
        var limits = Of(level);
        var day = new WindowUse(use.DayCount + 1, limits.Day.Count, use.DayUnits + usdUnits, limits.Day.UsdUnits);
        var month = new WindowUse(use.MonthCount + 1, limits.Month.Count, use.MonthUnits + usdUnits, limits.Month.UsdUnits);
        var refused = Refuse(level, "24 hours", day, usdUnits, DayFreeFrom(use)) ?? Refuse(level, "30 days", month, usdUnits, MonthFreeFrom(use));
        return refused is null ? new LimitUse(level, usdUnits, day, month) : refused;
    }

    /// <summary>When the first of what counts in the long window leaves it; null when nothing counts.</summary>
    internal static DateTimeOffset? MonthFreeFrom(LimitUseDocument use) =>
        FreeFrom(use.Hours, hour => hour.Hour + TimeSpan.FromHours(1) + LimitUseDocument.Month) ?? FreeFrom(use.Recent, one => one.Time + LimitUseDocument.Month);

    /// <summary>When the first of what counts in the short window leaves it; null when nothing counts.</summary>
    internal static DateTimeOffset? DayFreeFrom(LimitUseDocument use) => FreeFrom(use.Recent, one => one.Time + LimitUseDocument.Day);

    private static DateTimeOffset? FreeFrom<T>(IReadOnlyList<T> uses, Func<T, DateTimeOffset> end) => uses.Count == 0 ? null : end(uses[0]);

    private WithdrawalLimitExceeded? Refuse(int level, string window, WindowUse use, Int128 usdUnits, DateTimeOffset? freeFrom)
    {
        var more = freeFrom is { } time ? $" There is more from {time:yyyy-MM-dd HH:mm} UTC on." : "";
        if (use.Count > use.MaxCount)
        {
            return new WithdrawalLimitExceeded($"At level {level}, {use.MaxCount} withdrawals are possible in {window}, and you have made {use.Count - 1}.{more}");
        }

        return use.UsdUnits > use.MaxUsdUnits
            ? new WithdrawalLimitExceeded(
                $"At level {level}, {Text(use.MaxUsdUnits)} USD can be withdrawn in {window}. {Text(Int128.Max(0, use.MaxUsdUnits - (use.UsdUnits - usdUnits)))} USD are left; this is worth {Text(usdUnits)} USD.{more}")
            : null;
    }

    private string Text(Int128 units) => dollar.FormatShort(units);
}
