using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Workflows;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>The customer cancels: possible until the withdrawal is handed to custody. A canceled one stays canceled.</summary>
public sealed class CancelWithdrawal(Partitions partitions, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Cancels, and releases the hold in the same commit.</summary>
    /// <returns>The withdrawal, or <see cref="WithdrawalNotFound"/>, <see cref="WithdrawalNotCancelable"/>.</returns>
    public Task<Result<WithdrawalDocument>> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default) =>
        partitions.DecideAsync(
            LedgerPartitions.OfUser(withdrawal.UserId),
            view => Cancel(new WithdrawalBook(view, assets, clock.GetUtcNow(), withdrawal.UserId), withdrawal),
            cancellation);

    private static Result<WithdrawalDocument> Cancel(WithdrawalBook book, WithdrawalReference withdrawal)
    {
        if (book.Find(withdrawal.WithdrawalId) is not { } document)
        {
            return new WithdrawalNotFound();
        }

        if (document.Status == WithdrawalStatus.Canceled)
        {
            return document;
        }

        if (!WithdrawalFlow.IsCancelable(document.Status))
        {
            return new WithdrawalNotCancelable(document.Status);
        }

        var canceled = book.GiveBack(document, WithdrawalStatus.Canceled, "Canceled by the customer.");
        if (canceled.IsSuccess)
        {
            book.View.WakeWorkflow(withdrawal.InstanceId, "canceled");
        }

        return canceled;
    }
}
