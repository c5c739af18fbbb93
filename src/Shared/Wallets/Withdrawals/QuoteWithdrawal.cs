using System.Numerics;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Valuation;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>What a withdrawal would cost and which amounts are possible, at this moment. It promises nothing.</summary>
/// <param name="Entry">The asset on its network, with its minimum and maximum.</param>
/// <param name="Fee">What it costs on top.</param>
/// <param name="Available">What the customer has to use.</param>
/// <param name="MaxWithdrawable">The most that a request would be taken for now: the fee is paid, too, and limits and cool-offs allow it; nothing when that is
/// less than the minimum.</param>
public sealed record WithdrawalQuote(AssetNetwork Entry, WithdrawalFee Fee, Amount Available, Amount MaxWithdrawable)
{
    /// <summary>The amount asked about; null when none was.</summary>
    public Amount? Amount { get; init; }

    /// <summary>Amount and fee: what would leave the account; null without an amount.</summary>
    public Amount? Total => Amount + Fee.Total;

    /// <summary>The most that can be withdrawn: what is left after the fee, in whole steps, within the network's bounds.</summary>
    /// <param name="entry">The asset on its network.</param>
    /// <param name="fee">What it costs on top.</param>
    /// <param name="available">What the customer has.</param>
    internal static Amount MostOf(AssetNetwork entry, WithdrawalFee fee, Amount available)
    {
        var left = available - fee.Total;
        return InSteps(entry, left > entry.MaxWithdrawal ? entry.MaxWithdrawal : left);
    }

    /// <summary>An amount in whole steps of the network, and nothing when that is less than its minimum.</summary>
    internal static Amount InSteps(AssetNetwork entry, Amount amount)
    {
        var step = MoneyMath.PowerOfTen(entry.Asset.Scale - entry.Asset.WithdrawalScale);
        var whole = amount with { Units = amount.Units / step * step };
        return whole < entry.MinWithdrawal ? entry.Asset.Zero : whole;
    }
}

/// <summary>A customer asks what a withdrawal would cost.</summary>
/// <param name="UserId">Who.</param>
/// <param name="KycLevel">How far the customer is identified at this moment.</param>
/// <param name="SessionId">The session that asks.</param>
/// <param name="Asset">The asset's code, as sent.</param>
/// <param name="Network">The network, as sent.</param>
/// <param name="Amount">What the beneficiary shall get, as sent; null to ask what is possible.</param>
public sealed record QuoteCommand(string UserId, int KycLevel, string SessionId, string Asset, string Network, string? Amount);

/// <summary>Prices a withdrawal before it is asked for; changes nothing.</summary>
public sealed class QuoteWithdrawal(
    IDocumentStore store, ICustody custody, NetworkCatalog networks, ReadLimits limits, IUsdValuation valuation, WithdrawalOptions options, TimeProvider clock)
{
    /// <summary>The quote.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<Result<WithdrawalQuote>> ExecuteAsync(QuoteCommand command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var found = WalletChecks.Find(networks, command.Asset, command.Network);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var entry = found.Value;
        if (!entry.WithdrawalsOpen)
        {
            return new WithdrawalsClosed(command.Asset, command.Network);
        }

        var asked = command.Amount is null
            ? (Result<Amount>?)null
            : AmountField.Read("/amount", command.Amount, entry.Asset, entry.Asset.WithdrawalScale, entry.MinWithdrawal, entry.MaxWithdrawal);
        if (asked is { IsSuccess: false } refused)
        {
            return refused.Error!;
        }

        try
        {
            var fee = WithdrawalFee.Of(entry, await custody.QuoteNetworkFeeAsync(entry.Asset, command.Network, cancellation));
            var accounts = await store.FindAsync<AccountsDocument>(LedgerPartitions.OfUser(command.UserId), AccountsDocument.IdOf(command.Asset), cancellation);
            var available = new Amount(accounts?.Available.Balance ?? 0, entry.Asset);
            var most = await WithinLimitsAsync(command, entry, WithdrawalQuote.MostOf(entry, fee, available), cancellation);
            return most.Map(max => new WithdrawalQuote(entry, fee, available, max) { Amount = asked?.Value });
        }
        catch (CustodyUnavailableException)
        {
            return new ServiceUnavailable("Withdrawals cannot be priced now. Ask again.", TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>What of an amount the customer's level, limits and cool-offs let go now. Without a recent price nothing is taken.</summary>
    private async Task<Result<Amount>> WithinLimitsAsync(QuoteCommand command, AssetNetwork entry, Amount most, CancellationToken cancellation)
    {
        var read = await limits.ExecuteAsync(command.UserId, command.KycLevel, command.SessionId, cancellation);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var (left, now, nothing) = (read.Value, clock.GetUtcNow(), entry.Asset.Zero);
        if (command.KycLevel < options.MinKycLevel || now < left.BlockedUntil || now < left.DeviceCoolOffUntil || left.Day.LeftCount == 0 || left.Month.LeftCount == 0)
        {
            return nothing;
        }

        var room = left.Day.Left < left.Month.Left ? left.Day.Left : left.Month.Left;
        while (!most.IsZero)
        {
            if (await valuation.ValueAsync(most, cancellation) is not { } value)
            {
                return nothing;
            }

            if (value <= room)
            {
                break;
            }

            // Values are rounded up: what has the room's share of the value may be a step too much, and is asked about again.
            var share = (Int128)((BigInteger)most.Units * (BigInteger)room.Units / (BigInteger)value.Units);
            most = WithdrawalQuote.InSteps(entry, most with { Units = Int128.Min(share, most.Units - MoneyMath.PowerOfTen(entry.Asset.Scale - entry.Asset.WithdrawalScale)) });
        }

        return most;
    }
}
