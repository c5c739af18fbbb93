using CryptoVault.Accounts;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Limits;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>The withdrawal is worth more than the API key may withdraw in 24 hours. What is left is named.</summary>
public sealed record ApiKeyLimitExceeded : UnprocessableError
{
    internal ApiKeyLimitExceeded(Amount max, Amount left, Amount value)
        : base("API_KEY_LIMIT_EXCEEDED", $"This API key may withdraw {max} USD in 24 hours. {left} USD are left; this is worth {value} USD.")
    {
    }
}

/// <summary>
/// What a withdrawal must keep that a program asks for with an API key. Nobody confirms it, so the key itself is asked, as it
/// stands in the customer's partition when the withdrawal is decided: a key that was deleted a moment ago withdraws nothing.
/// </summary>
internal static class KeyWithdrawals
{
    /// <summary>Finds the key of a withdrawal.</summary>
    /// <returns>The key, or <see cref="InvalidApiKey"/>, <see cref="ScopeMissing"/>, <see cref="SecondFactorRequired"/>, <see cref="NewDeviceCoolOff"/>.</returns>
    public static Result<ApiKey> Find(PartitionView view, string apiKeyId, ProfileDocument? profile, DateTimeOffset now)
    {
        if (view.Find<ApiKeysDocument>(ApiKeysDocument.DocumentId)?.Find(apiKeyId) is not { } key || now >= key.ExpiresAt)
        {
            return new InvalidApiKey();
        }

        return !key.CanWithdraw ? new ScopeMissing(ApiKeyScope.Withdraw)
            : profile?.SecondFactorSince is null ? new SecondFactorRequired()
            : key.WithdrawsFrom is { } from && now < from ? new NewDeviceCoolOff(from)
            : key;
    }

    /// <summary>Why the key's own limit refuses a value; null when it does not.</summary>
    public static ApiKeyLimitExceeded? Refuse(ApiKey key, LimitUseDocument use, Amount value)
    {
        var max = key.WithdrawalDayUsdUnits ?? 0;
        var used = use.DayUnitsOf(key.KeyId);
        return used + value.Units > max
            ? new ApiKeyLimitExceeded(new Amount(max, value.Asset), new Amount(Int128.Max(0, max - used), value.Asset), value)
            : null;
    }
}
