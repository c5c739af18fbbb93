using System.Net;
using System.Net.Sockets;
using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>
/// What a key needs besides the scope <c>withdraw</c>: nobody confirms what it asks for, so it is bound to addresses that are
/// few, and to an amount a day.
/// </summary>
/// <param name="DayUsdUnits">The most value in 24 hours, in minor units of a dollar; null when the key does not withdraw.</param>
/// <param name="Fields">What is wrong with the wish.</param>
internal readonly record struct WithdrawalGrant(Int128? DayUsdUnits, IReadOnlyList<FieldError> Fields)
{
    private const string LimitPointer = "/dailyWithdrawalLimitUsd";

    /// <summary>The widest networks: 65,536 addresses of version 4, one site of version 6.</summary>
    private const int WidestV4 = 16;
    private const int WidestV6 = 48;

    private const long LeastUsd = 1;
    private const long MostUsd = 1_000_000_000;

    public static WithdrawalGrant Read(CreateApiKeyCommand command, Asset dollar)
    {
        var asked = command.DailyWithdrawalLimitUsd;
        if (!command.Scopes.Contains(ApiKeyScope.Withdraw))
        {
            return new WithdrawalGrant(
                null, asked is null ? [] : [new FieldError(LimitPointer, "UNEXPECTED", "Only a key with the scope 'withdraw' has a limit for withdrawals.", asked)]);
        }

        var fields = new List<FieldError>(AddressesOf(command.Addresses));
        if (asked is null)
        {
            fields.Add(new FieldError(LimitPointer, "REQUIRED", "A key with the scope 'withdraw' needs the most value, in US dollars, that it may withdraw in 24 hours."));
            return new WithdrawalGrant(null, fields);
        }

        var one = MoneyMath.PowerOfTen(dollar.Scale);
        var limit = AmountField.Read(LimitPointer, asked, dollar, dollar.Scale, new Amount(LeastUsd * one, dollar), new Amount(MostUsd * one, dollar));
        fields.AddRange(limit.Error?.Fields ?? []);
        return new WithdrawalGrant(limit.IsSuccess ? limit.Value.Units : null, fields);
    }

    private static IEnumerable<FieldError> AddressesOf(IReadOnlyList<string> addresses)
    {
        if (addresses.Count == 0)
        {
            yield return new FieldError("/addresses", "REQUIRED", "A key with the scope 'withdraw' needs the addresses or networks that it is used from.", Bound: "1..");
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            if (IPNetwork.TryParse(addresses[i], out var network) && IsWide(network))
            {
                yield return new FieldError(
                    $"/addresses/{i}", "NETWORK_TOO_WIDE", $"A key with the scope 'withdraw' is bound to networks of /{WidestV4} (version 6: /{WidestV6}) or smaller.", addresses[i]);
            }
        }
    }

    private static bool IsWide(IPNetwork network) =>
        network.PrefixLength < (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? WidestV4 : WidestV6);
}
