namespace CryptoVault.Wallets.Limits;

/// <summary>How much of one window's limit is used.</summary>
/// <param name="Count">Withdrawals in the window.</param>
/// <param name="MaxCount">Most withdrawals in it.</param>
/// <param name="UsdUnits">Their value in minor units of a dollar (8 places).</param>
/// <param name="MaxUsdUnits">The most value in it.</param>
public sealed record WindowUse(int Count, int MaxCount, Int128 UsdUnits, Int128 MaxUsdUnits);

/// <summary>The limits that a withdrawal was held to when it was taken, and how much of them it and the ones before it used.</summary>
/// <param name="Level">The identification level whose limits these are.</param>
/// <param name="ValueUsdUnits">What the withdrawal itself is worth, in minor units of a dollar.</param>
/// <param name="Day">The last 24 hours, with this withdrawal.</param>
/// <param name="Month">The last 30 days, with this withdrawal.</param>
public sealed record LimitUse(int Level, Int128 ValueUsdUnits, WindowUse Day, WindowUse Month);
