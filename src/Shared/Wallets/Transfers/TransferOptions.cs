using CryptoVault.Money;
using CryptoVault.Wallets.Limits;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Rules of payments between customers, configured under <c>Wallets:Transfers</c>. Values are plain decimal text in US dollars.</summary>
public sealed record TransferOptions
{
    /// <summary>Below this the cool-offs of withdrawals (after a reset, on a new device) and the behaviour score do not apply.</summary>
    public string ExemptBelowUsd { get; init; } = "100";

    /// <summary>From this on, and where no price is known, the second factor must have been proved a short while ago.</summary>
    public string StepUpFromUsd { get; init; } = "1000";

    /// <summary>From this behaviour score on (0 to 100) a payment is refused; more than 100 for never.</summary>
    public int RefuseFromRisk { get; init; } = 80;

    /// <summary>The most value that one customer of any level pays to others in 24 hours; 0 for no such limit.</summary>
    public string DayUsd { get; init; } = "100000";

    /// <summary>True when the values of <c>Wallets:Limits:Levels</c> hold for payments, too, counted apart from withdrawals.</summary>
    public bool LevelLimits { get; init; } = true;

    /// <summary>How long a request for money is open unless it says otherwise.</summary>
    public TimeSpan RequestLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The options as amounts.</summary>
    /// <exception cref="ArgumentException">One is not plain decimal text with at most 8 places.</exception>
    internal TransferBounds ToBounds() => new(Read(nameof(ExemptBelowUsd), ExemptBelowUsd), Read(nameof(StepUpFromUsd), StepUpFromUsd), Read(nameof(DayUsd), DayUsd), LevelLimits);

    private static Int128 Read(string name, string text) => DecimalText.TryParse(text, 8, out var units) == DecimalTextError.None
        ? units
        : throw new ArgumentException($"Wallets:Transfers:{name} '{text}' is not plain decimal text with at most 8 places.");
}

/// <summary>Bounds of payments, in units of 10^-8 dollars.</summary>
/// <param name="ExemptBelow">Below this cool-offs and the behaviour score do not apply.</param>
/// <param name="StepUpFrom">From this on a step-up is needed.</param>
/// <param name="Day">The most in 24 hours at any level; 0 for no such limit.</param>
/// <param name="ByLevel">True when the level's limits hold, too.</param>
internal sealed record TransferBounds(Int128 ExemptBelow, Int128 StepUpFrom, Int128 Day, bool ByLevel)
{
    /// <summary>True for a small payment. A value that is not known is not small.</summary>
    public bool IsExempt(Amount? value) => value is { } known && known.Units < ExemptBelow;

    /// <summary>True when a payment needs a fresh proof of the second factor. A value that is not known does.</summary>
    public bool NeedsStepUp(Amount? value) => !(value?.Units < StepUpFrom);

    /// <summary>True when what is paid is counted.</summary>
    public bool IsLimited => Day > 0 || ByLevel;

    /// <summary>The most in 24 hours; null for no limit.</summary>
    public Int128? DayOf(LevelLimits level) =>
        !ByLevel ? Day > 0 ? Day : null : Day > 0 ? Int128.Min(Day, level.Day.UsdUnits) : level.Day.UsdUnits;

    /// <summary>The most in 30 days; null for no limit.</summary>
    public Int128? MonthOf(LevelLimits level) => ByLevel ? level.Month.UsdUnits : null;
}
