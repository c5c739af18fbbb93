using CryptoVault.Accounts;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Results;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>When money does not leave an account for a while: after a change of its credentials, and from a device that is new to it.</summary>
internal static class CoolOffs
{
    /// <summary>Why money may not leave now: <see cref="WithdrawalsBlocked"/> or <see cref="NewDeviceCoolOff"/>; null when it may.</summary>
    public static Error? Refuse(ProfileDocument? profile, SessionDocument? session, DateTimeOffset now) =>
        profile?.WithdrawalsBlockedUntil is { } until && now < until ? new WithdrawalsBlocked(until)
        : session?.CoolOffUntil is { } coolOff && now < coolOff ? new NewDeviceCoolOff(coolOff)
        : null;
}
