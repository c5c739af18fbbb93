using CryptoVault.Accounts;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Limits;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>What is asked for, as far as it decides whether the withdrawal is taken.</summary>
/// <param name="WithdrawalId">Its id.</param>
/// <param name="KycLevel">The customer's level.</param>
/// <param name="SessionId">The session that asks; null when none does.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">The address in canonical form.</param>
/// <param name="UsdUnits">Its value, in minor units of a dollar.</param>
/// <param name="IsInternal">True when the address is one of a customer of ours.</param>
internal sealed record WithdrawalApplication(
    string WithdrawalId, int KycLevel, string? SessionId, string Network, string Address, Int128 UsdUnits, bool IsInternal);

/// <summary>
/// Whether a withdrawal is taken at all: cool-offs, where it goes, limits. Decided in the customer's partition, in the commit
/// that holds the money; so withdrawals at the same time never exceed a limit together.
/// </summary>
public sealed class WithdrawalAdmission(WithdrawalLimits limits, AddressBookOptions addressBook)
{
    /// <summary>Decides, and counts the withdrawal against its limits.</summary>
    /// <returns>What is recorded of the checks, or <see cref="WithdrawalsBlocked"/>, <see cref="NewDeviceCoolOff"/>,
    /// <see cref="AddressNotWhitelisted"/>, <see cref="WithdrawalLimitExceeded"/>.</returns>
    internal Result<WithdrawalChecks> Admit(PartitionView view, WithdrawalApplication asked, DateTimeOffset now)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId)?.WithdrawalsBlockedUntil is { } until && now < until)
        {
            return new WithdrawalsBlocked(until);
        }

        if (asked.SessionId is { } session && view.Find<SessionDocument>(SessionDocument.IdOf(session))?.CoolOffUntil is { } coolOff && now < coolOff)
        {
            return new NewDeviceCoolOff(coolOff);
        }

        var destination = AddressDestination.Of(view, asked.Network, asked.Address, asked.IsInternal, mustBeListed: false, addressBook, now);
        if (!destination.IsSuccess)
        {
            return destination.Error;
        }

        var use = LimitUseDocument.In(view, now);
        var taken = limits.Take(asked.KycLevel, use, asked.UsdUnits);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        view.Put(use.With(asked.WithdrawalId, now, asked.UsdUnits));
        return new WithdrawalChecks { Destination = destination.Value, Limits = taken.Value };
    }

    /// <summary>Gives the limits back what a withdrawal used that is not paid after all.</summary>
    internal static void GiveBack(PartitionView view, WithdrawalDocument document)
    {
        if (document.Checks?.Limits is { } taken && view.Find<LimitUseDocument>(LimitUseDocument.DocumentId) is { } use)
        {
            view.Set(use.Without(document.WithdrawalId, StoredTime.Parse(document.WithdrawalTime), taken.ValueUsdUnits));
        }
    }
}
