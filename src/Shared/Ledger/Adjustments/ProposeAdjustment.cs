using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Administration;
using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>A proposal of a correction.</summary>
/// <param name="Proposer">Who proposes it, with the roles of this moment.</param>
/// <param name="UserId">The customer whose balance changes; null when a house account's does.</param>
/// <param name="HouseAccount">The house account whose balance changes; null when a customer's does.</param>
/// <param name="Asset">The asset's code, as sent.</param>
/// <param name="Amount">How much, as sent.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Kind">What stands on the other side.</param>
/// <param name="Reason">Why.</param>
/// <param name="Reference">What it corrects: a ticket, a transaction.</param>
/// <param name="Ledger">The ledger that it is in.</param>
public sealed record AdjustmentProposal(
    Caller Proposer, string? UserId, AccountName? HouseAccount, string Asset, string Amount, AdjustmentDirection Direction, AdjustmentKind Kind,
    string Reason, string Reference, LedgerNamespace Ledger = LedgerNamespace.Real);

/// <summary>
/// Proposes a correction of the books. It is bound to its idempotency key in the proposer's partition first, so that a key
/// never stands for two, whomever they touch; then it is written in the partition of the customer that it touches, in one
/// commit with the hold on what it would take.
/// </summary>
public sealed class ProposeAdjustment(
    Partitions partitions, FindAccounts accounts, ReadAdjustments adjustments, AssetCatalog assets, AdjustmentOptions options, TimeProvider clock)
{
    /// <summary>Most whole units of an asset in one adjustment; a bound against slips of the hand.</summary>
    private const long MostWholeUnits = 100_000_000;

    /// <summary>Proposes.</summary>
    /// <returns>The adjustment, or <see cref="ValidationFailed"/>, <see cref="AdjustmentCustomerNotFound"/>,
    /// <see cref="InsufficientFunds"/>, <see cref="IdempotencyKeyReused"/>; then nothing is changed.</returns>
    public async Task<Result<AdjustmentDocument>> ExecuteAsync(
        AdjustmentProposal proposal, IdempotencyRequest idempotency, CancellationToken cancellation = default)
    {
        var amount = Check(proposal);
        if (!amount.IsSuccess)
        {
            return amount.Error;
        }

        if (proposal.UserId is { } customer && !(await accounts.ByIdAsync(customer, cancellation)).IsSuccess)
        {
            return new AdjustmentCustomerNotFound();
        }

        var proposer = proposal.Proposer.UserId;
        var ticket = await partitions.DecideAsync(
            LedgerPartitions.OfUser(proposer),
            view => view.Once(
                idempotency, clock.GetUtcNow(), AdjustmentJson.Default.AdjustmentTicket,
                () => new AdjustmentTicket(DerivedId.Of("adjustment", proposer, idempotency.Key))),
            cancellation);
        if (!ticket.IsSuccess)
        {
            return ticket.Error;
        }

        // The record of the key is gone after a week; the adjustment that it stood for may touch somebody else.
        var partition = Draft(proposal, amount.Value, ticket.Value.AdjustmentId, clock.GetUtcNow()).Partition;
        var known = await adjustments.FindAsync(ticket.Value.AdjustmentId, cancellation);
        if (known.IsSuccess && known.Value.Partition != partition)
        {
            return new IdempotencyKeyReused();
        }

        return await partitions.DecideAsync(
            partition, view => Propose(view, Draft(proposal, amount.Value, ticket.Value.AdjustmentId, clock.GetUtcNow())), CancellationToken.None);
    }

    /// <summary>The same again is the same adjustment for ever, as it is by now.</summary>
    private Result<AdjustmentDocument> Propose(PartitionView view, AdjustmentDocument document)
    {
        var book = new AdjustmentBook(view, assets, clock.GetUtcNow());
        if (book.Find(document.AdjustmentId) is not { } existing)
        {
            return book.Propose(document);
        }

        var asked = document with
        {
            Proposed = existing.Proposed, AdjustmentTime = existing.AdjustmentTime, Deadline = existing.Deadline, Version = existing.Version,
            Status = existing.Status, Decided = existing.Decided, EndTime = existing.EndTime,
        };
        return asked == existing && document.Proposed.Reason == existing.Proposed.Reason ? existing : new IdempotencyKeyReused();
    }

    private AdjustmentDocument Draft(AdjustmentProposal proposal, Amount amount, string id, DateTimeOffset now)
    {
        var time = StoredTime.Format(now);
        var proposer = proposal.Proposer;
        return new AdjustmentDocument(
            AdjustmentDocument.IdOf(id), id, amount.Asset.Code, amount.Units, proposal.Reference,
            new AdjustmentAct(proposer.UserId, proposer.SessionId, proposer.Roles.ToNames(), proposal.Reason, time), time,
            StoredTime.Format(now + options.DecideWithin), 1)
        {
            UserId = proposal.UserId,
            HouseAccount = proposal.HouseAccount,
            Ledger = proposal.Ledger,
            Direction = proposal.Direction,
            Kind = proposal.Kind,
        };
    }

    private Result<Amount> Check(AdjustmentProposal proposal)
    {
        if (proposal.UserId is null == proposal.HouseAccount is null)
        {
            return new ValidationFailed(new FieldError("/userId", "EXACTLY_ONE", "Name either userId or houseAccount."));
        }

        if (proposal.HouseAccount is AccountName.Available or AccountName.Held or AccountName.Clearing || $"{proposal.HouseAccount}" == $"{proposal.Kind}")
        {
            return new ValidationFailed(new FieldError(
                "/houseAccount", "NOT_ADJUSTABLE", "Expected custody, bank, revenue, expense or receivable, and another one than kind.", $"{proposal.HouseAccount}"));
        }

        if (assets.Find(proposal.Asset) is not { } asset)
        {
            var known = string.Join(", ", assets.All.Select(one => one.Code));
            return new ValidationFailed(new FieldError("/asset", "UNKNOWN_ASSET", $"The assets are: {known}.", proposal.Asset, known));
        }

        return AmountField.Read(
            "/amount", proposal.Amount, asset, asset.Scale, new Amount(1, asset), new Amount(MostWholeUnits * MoneyMath.PowerOfTen(asset.Scale), asset));
    }
}
