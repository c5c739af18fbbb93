using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>What a withdrawal would cost and which amounts are possible, at this moment. It promises nothing.</summary>
/// <param name="Entry">The asset on its network, with its minimum and maximum.</param>
/// <param name="Fee">What it costs on top.</param>
/// <param name="Available">What the customer has to use.</param>
/// <param name="MaxWithdrawable">The most that can be withdrawn so that the fee is paid, too; nothing when that is less than the minimum.</param>
public sealed record WithdrawalQuote(AssetNetwork Entry, WithdrawalFee Fee, Amount Available, Amount MaxWithdrawable)
{
    /// <summary>The amount asked about; null when none was.</summary>
    public Amount? Amount { get; init; }

    /// <summary>Amount and fee: what would leave the account; null without an amount.</summary>
    public Amount? Total => Amount + Fee.Total;

    /// <summary>The most that can be withdrawn: what is left after the fee, in whole steps, within the network's bounds and the customer's limits.</summary>
    /// <param name="entry">The asset on its network.</param>
    /// <param name="fee">What it costs on top.</param>
    /// <param name="available">What the customer has.</param>
    internal static Amount MostOf(AssetNetwork entry, WithdrawalFee fee, Amount available)
    {
        var step = MoneyMath.PowerOfTen(entry.Asset.Scale - entry.Asset.WithdrawalScale);
        var left = available - fee.Total;
        var most = left > entry.MaxWithdrawal ? entry.MaxWithdrawal : left;
        most = most with { Units = most.Units / step * step };
        return most < entry.MinWithdrawal ? entry.Asset.Zero : most;
    }
}

/// <summary>Prices a withdrawal before it is asked for; changes nothing.</summary>
public sealed class QuoteWithdrawal(IDocumentStore store, ICustody custody, NetworkCatalog networks)
{
    /// <summary>The quote.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="asset">The asset's code, as sent.</param>
    /// <param name="network">The network, as sent.</param>
    /// <param name="amount">What the beneficiary shall get, as sent; null to ask what is possible.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<Result<WithdrawalQuote>> ExecuteAsync(string userId, string asset, string network, string? amount, CancellationToken cancellation = default)
    {
        var found = WalletChecks.Find(networks, asset, network);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var entry = found.Value;
        if (!entry.WithdrawalsOpen)
        {
            return new WithdrawalsClosed(asset, network);
        }

        var asked = amount is null
            ? (Result<Amount>?)null
            : AmountFields.Read("/amount", amount, entry.Asset, entry.Asset.WithdrawalScale, entry.MinWithdrawal, entry.MaxWithdrawal);
        if (asked is { IsSuccess: false } refused)
        {
            return refused.Error!;
        }

        try
        {
            var fee = WithdrawalFee.Of(entry, await custody.QuoteNetworkFeeAsync(entry.Asset, network, cancellation));
            var accounts = await store.FindAsync<AccountsDocument>(LedgerPartitions.OfUser(userId), AccountsDocument.IdOf(asset), cancellation);
            var available = new Amount(accounts?.Available.Balance ?? 0, entry.Asset);
            return new WithdrawalQuote(entry, fee, available, WithdrawalQuote.MostOf(entry, fee, available)) { Amount = asked?.Value };
        }
        catch (CustodyUnavailableException)
        {
            return new ServiceUnavailable("Withdrawals cannot be priced now. Ask again.", TimeSpan.FromSeconds(5));
        }
    }
}
