using CryptoVault.Money;

namespace CryptoVault.Wallets.Limits;

/// <summary>The limits of one identification level, as configured. Values are plain decimal text in US dollars.</summary>
public sealed record LevelLimitOptions
{
    /// <summary>The level, from 1; level 0 withdraws nothing.</summary>
    public int Level { get; init; }

    /// <summary>The most value in 24 hours.</summary>
    public string DayUsd { get; init; } = "0";

    /// <summary>The most value in 30 days.</summary>
    public string MonthUsd { get; init; } = "0";

    /// <summary>Most withdrawals in 24 hours.</summary>
    public int DayCount { get; init; }

    /// <summary>Most withdrawals in 30 days.</summary>
    public int MonthCount { get; init; }
}

/// <summary>How much may be withdrawn, configured under <c>Wallets:Limits</c>.</summary>
public sealed record WithdrawalLimitOptions
{
    /// <summary>Most withdrawals in 24 hours that any level may allow: each is remembered singly for so long.</summary>
    public const int HighestDayCount = 1_000;

    /// <summary>The levels; none for the defaults.</summary>
    public IReadOnlyList<LevelLimitOptions> Levels { get; init; } = [];

    private static readonly LevelLimitOptions[] Defaults =
    [
        new() { Level = 1, DayUsd = "2000", MonthUsd = "20000", DayCount = 50, MonthCount = 500 },
        new() { Level = 2, DayUsd = "50000", MonthUsd = "500000", DayCount = 200, MonthCount = 2_000 },
        new() { Level = 3, DayUsd = "1000000", MonthUsd = "10000000", DayCount = 1_000, MonthCount = 10_000 },
    ];

    /// <summary>The limits that this describes.</summary>
    /// <exception cref="ArgumentException">A level is not valid; the message names it.</exception>
    public WithdrawalLimits ToLimits(AssetCatalog assets)
    {
        var dollar = assets.Get("USD");
        return new WithdrawalLimits([.. (Levels.Count == 0 ? Defaults : Levels).Select(level => ToLevel(level, dollar))], dollar);
    }

    private static LevelLimits ToLevel(LevelLimitOptions options, Asset dollar)
    {
        if (options.Level < 1 || options.DayCount is < 0 or > HighestDayCount || options.MonthCount < options.DayCount)
        {
            throw new ArgumentException(
                $"Wallets:Limits: level {options.Level}: levels are from 1 on, with 0 to {HighestDayCount} withdrawals a day and no fewer in 30 days.");
        }

        Int128 Read(string text) => DecimalText.TryParse(text, dollar.Scale, out var units) == DecimalTextError.None
            ? units
            : throw new ArgumentException($"Wallets:Limits: level {options.Level}: '{text}' is no amount of dollars.");

        return new LevelLimits(
            options.Level, new WindowLimit(options.DayCount, Read(options.DayUsd)), new WindowLimit(options.MonthCount, Read(options.MonthUsd)));
    }
}
