using CryptoVault.Accounts;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.TravelRule;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>What is asked for, as far as it decides whether the withdrawal is taken.</summary>
/// <param name="WithdrawalId">Its id.</param>
/// <param name="UserId">The customer.</param>
/// <param name="KycLevel">The customer's level.</param>
/// <param name="SessionId">The session that asks; null when none does.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">The address in canonical form.</param>
/// <param name="Value">Its value in US dollars; null when no recent price is known.</param>
/// <param name="IsInternal">True when the address is one of a customer of ours.</param>
/// <param name="Shortage">That the money is not there; null when it is. Told before the limits: less would help with both.</param>
/// <param name="Thresholds">From which values the Travel Rule asks for what.</param>
/// <param name="TravelRule">Who pays whom; null when the customer did not tell.</param>
/// <param name="ApiKeyId">The API key that asks; null when a person does.</param>
internal sealed record WithdrawalApplication(
    string WithdrawalId, string UserId, int KycLevel, string? SessionId, string Network, string Address, Amount? Value, bool IsInternal, InsufficientFunds? Shortage,
    TravelRuleThresholds Thresholds, TravelRuleData? TravelRule, string? ApiKeyId = null);

/// <summary>
/// Whether a withdrawal is taken at all: cool-offs, where it goes, limits. Decided in the customer's partition, in the commit
/// that holds the money; so withdrawals at the same time never exceed a limit together.
/// </summary>
public sealed class WithdrawalAdmission(WithdrawalLimits limits, AddressBookOptions addressBook, TravelRules travelRules)
{
    /// <summary>Decides, and counts the withdrawal against its limits.</summary>
    /// <returns>What is recorded of the checks, or <see cref="AccountNotActive"/>, <see cref="WithdrawalsBlocked"/>, <see cref="NewDeviceCoolOff"/>,
    /// <see cref="AddressNotWhitelisted"/>, <see cref="InsufficientFunds"/>, <see cref="WithdrawalLimitExceeded"/>, <see cref="ServiceUnavailable"/>,
    /// <see cref="TravelRuleDataRequired"/>, <see cref="WalletProofRequired"/>; by a key also what <see cref="KeyWithdrawals"/> says.</returns>
    internal Result<WithdrawalChecks> Admit(PartitionView view, WithdrawalApplication asked, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var session = asked.SessionId is { } id ? view.Find<SessionDocument>(SessionDocument.IdOf(id)) : null;
        if ((AccountNotActive.Of(profile) ?? CoolOffs.Refuse(profile, session, now)) is { } notNow)
        {
            return notNow;
        }

        var key = asked.ApiKeyId is { } keyId ? KeyWithdrawals.Find(view, keyId, profile, now) : (Result<ApiKey>?)null;
        if (key is { IsSuccess: false } unfit)
        {
            return unfit.Error;
        }

        var destination = AddressDestination.Of(view, asked.Network, asked.Address, asked.IsInternal, mustBeListed: key is not null, addressBook, now);
        if (!destination.IsSuccess)
        {
            return destination.Error;
        }

        if (asked.Shortage is not null)
        {
            return asked.Shortage;
        }

        if (asked.Value is not { } value)
        {
            return new ServiceUnavailable("There is no recent price, so that limits cannot be checked. Repeat the same request.", TimeSpan.FromSeconds(5));
        }

        var use = LimitUseDocument.In(view, now);
        var taken = limits.Take(asked.KycLevel, use, value.Units);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        if (key is { } program && KeyWithdrawals.Refuse(program.Value, use, value) is { } beyond)
        {
            return beyond;
        }

        var travelRule = travelRules.Decide(
            view, asked.Thresholds,
            new TravelRuleCase(asked.WithdrawalId, asked.UserId, profile?.Country, asked.Address, value, destination.Value, asked.TravelRule));
        if (!travelRule.IsSuccess)
        {
            return travelRule.Error;
        }

        view.Put(use.With(asked.WithdrawalId, now, value.Units, asked.ApiKeyId));
        return new WithdrawalChecks
        {
            Destination = destination.Value, Limits = taken.Value, DeviceSince = DeviceAge.Since(view, session), TravelRule = travelRule.Value, ApiKeyId = asked.ApiKeyId,
        };
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
