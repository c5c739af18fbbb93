namespace CryptoVault.Ledger.Adjustments;

/// <summary>Habits of adjustments (settings <c>Ledger:Adjustments:...</c>).</summary>
public sealed record AdjustmentOptions
{
    /// <summary>A proposal that nobody decides on for so long expires, and money that was reserved for it is free again.</summary>
    public TimeSpan DecideWithin { get; init; } = TimeSpan.FromDays(3);
}
