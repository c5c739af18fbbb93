using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger;

/// <summary>A transfer between two partitions.</summary>
/// <param name="TransferId">Its id; the same id is the same transfer.</param>
/// <param name="From">The payer's partition.</param>
/// <param name="FromAccount">The payer's account.</param>
/// <param name="To">The payee's partition.</param>
/// <param name="ToAccount">The payee's account.</param>
/// <param name="Amount">How much; more than nothing.</param>
/// <param name="Kind">The kind of movement (see <see cref="PostingKinds"/>).</param>
/// <param name="Reference">What it books.</param>
/// <param name="Actor">Who caused it.</param>
public sealed record FundsTransfer(
    string TransferId, PartitionKey From, AccountName FromAccount, PartitionKey To, AccountName ToAccount,
    Amount Amount, string Kind, LedgerReference Reference, string Actor);

/// <summary>
/// Moves money between two partitions: one commit at the payer's (with the order for the second in its outbox),
/// one at the payee's. Each is idempotent, and after the first nothing can fail for lack of funds.
/// </summary>
public sealed class TransferFunds(Partitions partitions, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Commits the first step; the second follows by message.</summary>
    public Task<Result<PostingDocument>> ExecuteAsync(FundsTransfer transfer, CancellationToken cancellation = default) =>
        partitions.DecideAsync(transfer.From, view => Send(view, assets, transfer, clock.GetUtcNow()), cancellation);

    /// <summary>The first step, within a decision.</summary>
    public static Result<PostingDocument> Send(PartitionView view, AssetCatalog assets, FundsTransfer transfer, DateTimeOffset now)
    {
        if (!transfer.Amount.IsPositive)
        {
            throw new ArgumentOutOfRangeException(nameof(transfer), transfer.Amount, "A transfer moves more than nothing.");
        }

        var (from, to) = (LedgerPartitions.NamespaceOf(view.Partition), LedgerPartitions.NamespaceOf(transfer.To));
        if (from != to)
        {
            return new LedgersMixed(from, to);
        }

        var ledger = new PartitionLedger(view, assets, now, transfer.Actor);
        var known = ledger.FindPosting($"{transfer.TransferId}:out") is not null;
        var posted = ledger.Post(new PostingDraft(
            $"{transfer.TransferId}:out", transfer.Kind, transfer.Reference,
            PostingDraft.ToClearing(transfer.FromAccount, transfer.Amount, transfer.TransferId)));
        if (posted.IsSuccess && !known)
        {
            view.OrderPosting(transfer.To, SecondStep(transfer), transfer.Actor);
        }

        return posted;
    }

    /// <summary>What the payee's partition books.</summary>
    public static PostingDraft SecondStep(FundsTransfer transfer) => new(
        $"{transfer.TransferId}:in", transfer.Kind, transfer.Reference,
        PostingDraft.FromClearing(transfer.ToAccount, transfer.Amount, transfer.TransferId));
}
