using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Wallets.Deposits;

/// <summary>What happens to a deposit: pure decisions on the user's partition.</summary>
internal static class DepositDecisions
{
    public const string Actor = "system:deposits";

    /// <summary>A transfer was listed: the first time it becomes a pending deposit; again, its block may have changed.</summary>
    public static DepositDocument Detect(PartitionView view, IncomingTransfer transfer, string userId, int requiredConfirmations, AssetCatalog assets, DateTimeOffset now)
    {
        var id = DepositDocument.IdOf(transfer.DepositId);
        if (view.Find<DepositDocument>(id) is not { } known)
        {
            var deposit = new DepositDocument(
                id, transfer.DepositId, userId, transfer.Asset, transfer.Network, transfer.Address, transfer.Units, transfer.TransactionId,
                transfer.Block, 0, requiredConfirmations, DepositStatus.Pending, StoredTime.Format(now));
            view.Add(deposit);
            DepositEvent.Tell(view, deposit, assets);
            return deposit;
        }

        if (known.Status == DepositStatus.Pending && known.Block != transfer.Block)
        {
            known = known with { Block = transfer.Block, Confirmations = 0 };
            view.Set(known);
            DepositEvent.Tell(view, known, assets);
        }

        return known;
    }

    /// <summary>
    /// The chain grew: counts confirmations, and at the required depth gives the user the money, in one commit with
    /// the order for the house to book it as held in custody. A deposit that is credited already stays as it is.
    /// </summary>
    public static Result<DepositDocument?> Confirm(PartitionView view, string depositId, long tip, AssetCatalog assets, DateTimeOffset now)
    {
        if (view.Find<DepositDocument>(DepositDocument.IdOf(depositId)) is not { Status: DepositStatus.Pending } deposit)
        {
            return Result<DepositDocument?>.Success(null);
        }

        var confirmations = Math.Min(IncomingTransfer.ConfirmationsOf(deposit.Block, tip), deposit.RequiredConfirmations);
        if (confirmations < deposit.RequiredConfirmations)
        {
            if (confirmations != deposit.Confirmations)
            {
                deposit = deposit with { Confirmations = confirmations };
                view.Set(deposit);
                DepositEvent.Tell(view, deposit, assets);
            }

            return deposit;
        }

        var posted = Credit(view, deposit, assets, now);
        if (!posted.IsSuccess)
        {
            return posted.Error;
        }

        deposit = deposit with { Confirmations = confirmations, Status = DepositStatus.Credited, CreditedTime = StoredTime.Format(now) };
        view.Set(deposit);
        DepositEvent.Tell(view, deposit, assets);
        return deposit;
    }

    private static Result<PostingDocument> Credit(PartitionView view, DepositDocument deposit, AssetCatalog assets, DateTimeOffset now)
    {
        var amount = new Amount(deposit.Units, assets.Get(deposit.Asset));
        var transfer = $"deposit:{deposit.DepositId}";
        var reference = new LedgerReference("deposit", deposit.DepositId);
        view.OrderPosting(
            LedgerPartitions.OfHouse(deposit.DepositId),
            new PostingDraft($"{transfer}:custody", PostingKinds.Deposit, reference, PostingDraft.ToClearing(AccountName.Custody, amount, transfer)),
            Actor);
        return new PartitionLedger(view, assets, now, Actor).Post(
            new PostingDraft(transfer, PostingKinds.Deposit, reference, PostingDraft.FromClearing(AccountName.Available, amount, transfer)));
    }
}
