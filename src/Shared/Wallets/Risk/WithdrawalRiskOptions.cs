namespace CryptoVault.Wallets.Risk;

/// <summary>What counts as odd about a withdrawal, and for how much; configured under <c>Wallets:Risk</c>.</summary>
public sealed record WithdrawalRiskOptions
{
    /// <summary>A device is new for so long after it was first seen.</summary>
    public TimeSpan NewDeviceFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Points for a new device.</summary>
    public int NewDevicePoints { get; init; } = 25;

    /// <summary>Points for an address that nothing was ever paid to.</summary>
    public int NewAddressPoints { get; init; } = 20;

    /// <summary>Points for an address that is on a list of those that stand for risk.</summary>
    public int RiskyAddressPoints { get; init; } = 80;

    /// <summary>An account is dormant when nothing was booked for so long.</summary>
    public TimeSpan DormantAfter { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How long after it woke up it still counts as such.</summary>
    public TimeSpan AwakeFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Points for an account that was dormant.</summary>
    public int DormantPoints { get; init; } = 30;

    /// <summary>Deposits of the asset count as just come in for so long.</summary>
    public TimeSpan JustDepositedFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How much of the withdrawal must have just come in, in per cent.</summary>
    public int JustDepositedPercent { get; init; } = 80;

    /// <summary>Points for what just came in.</summary>
    public int JustDepositedPoints { get; init; } = 20;

    /// <summary>A value is just under a threshold when it is at least so many per cent of it.</summary>
    public int JustUnderPercent { get; init; } = 90;

    /// <summary>Points for a value just under a threshold.</summary>
    public int JustUnderPoints { get; init; } = 15;
}
