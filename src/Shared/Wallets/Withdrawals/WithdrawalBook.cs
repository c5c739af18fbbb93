using CryptoVault.Audit;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>
/// The withdrawals of one user's partition, within a decision: the only code that changes their state, always together
/// with the money that the change moves. So the hold is placed with the request, and resolved exactly once: by the
/// completion, or by one of the ends that give it back.
/// </summary>
internal readonly struct WithdrawalBook(PartitionView view, AssetCatalog assets, DateTimeOffset now, string actor)
{
    /// <summary>The time of the decision.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The partition.</summary>
    public PartitionView View => view;

    public WithdrawalDocument? Find(string withdrawalId) => view.Find<WithdrawalDocument>(WithdrawalDocument.IdOf(withdrawalId));

    /// <summary>A new withdrawal and the hold on its amount and fee.</summary>
    public Result<WithdrawalDocument> Open(WithdrawalDocument document)
    {
        var held = new Amount(document.HeldUnits, assets.Get(document.Asset));
        var hold = Ledger.Hold(HoldOf(document.WithdrawalId), held, ReferenceOf(document.WithdrawalId));
        if (!hold.IsSuccess)
        {
            return hold.Error;
        }

        var opened = document with { Steps = [new WithdrawalStep(document.Status, document.StatusTime, actor)] };
        view.Add(opened);
        var entry = new AuditEntry(AuditStreams.Treasury, AuditActions.WithdrawalRequested, $"withdrawal:{document.WithdrawalId}") { Actor = Known }
            .With("customer", $"user:{document.UserId}").With("amount", $"{new Amount(document.Units, assets.Get(document.Asset))} {document.Asset}")
            .With("network", document.Network);
        view.Audit(document.Checks?.ApiKeyId is { } apiKey ? entry.With("apiKey", apiKey) : entry);
        WithdrawalEvent.Tell(view, opened, assets);
        return opened;
    }

    /// <summary>The withdrawal comes into a state; money does not move.</summary>
    /// <exception cref="InvalidOperationException">No step leads from its state to this one: a bug.</exception>
    public WithdrawalDocument Move(WithdrawalDocument document, WithdrawalStatus status, string? reason = null)
    {
        if (!WithdrawalFlow.Allows(document.Status, status))
        {
            throw new InvalidOperationException($"Withdrawal {document.WithdrawalId} cannot go from {document.Status} to {status}.");
        }

        var time = StoredTime.Format(now);
        var moved = document with
        {
            Status = status,
            StatusTime = time,
            Reason = reason ?? document.Reason,
            Deadline = status is WithdrawalStatus.EmailConfirmation or WithdrawalStatus.PendingApproval ? document.Deadline : null,
            Steps = [.. document.Steps, new WithdrawalStep(status, time, actor)],
        };
        view.Set(moved);
        view.Audit(new AuditEntry(AuditStreams.Treasury, AuditActions.WithdrawalMoved, $"withdrawal:{document.WithdrawalId}") { Actor = Known, Reason = reason }
            .Changed("status", $"{document.Status}", $"{status}"));
        WithdrawalEvent.Tell(view, moved, assets);
        WithdrawalMail.Tell(view, moved, assets, now);
        return moved;
    }

    /// <summary>The withdrawal ends without being paid: the hold is released, and its limits are free again.</summary>
    public Result<WithdrawalDocument> GiveBack(WithdrawalDocument document, WithdrawalStatus end, string reason)
    {
        WithdrawalAdmission.GiveBack(view, document);
        var released = Ledger.Release(HoldOf(document.WithdrawalId), $"withdrawal:{document.WithdrawalId}:release");
        return released.IsSuccess ? Move(document, end, reason) : released.Error;
    }

    /// <summary>
    /// The withdrawal is paid: what was held leaves the user, and the house books what left custody, its fee and
    /// what the network cost.
    /// </summary>
    public Result<WithdrawalDocument> Complete(WithdrawalDocument document)
    {
        var asset = assets.Get(document.Asset);
        var held = new Amount(document.HeldUnits, asset);
        var transfer = $"withdrawal:{document.WithdrawalId}";
        var reference = ReferenceOf(document.WithdrawalId);
        var posted = Ledger.Post(new PostingDraft(transfer, PostingKinds.Withdrawal, reference, PostingDraft.ToClearing(AccountName.Held, held, transfer))
        {
            Holds = [new HoldResolution(HoldOf(document.WithdrawalId), held.Units, 0)],
        });
        if (!posted.IsSuccess)
        {
            return posted.Error;
        }

        view.OrderPosting(
            LedgerPartitions.OfHouse(document.WithdrawalId),
            new PostingDraft($"{transfer}:custody", PostingKinds.Withdrawal, reference, HouseLegs(document, transfer)),
            actor);
        return Move(document, WithdrawalStatus.Completed);
    }

    /// <summary>Who acts where no request tells it.</summary>
    private AuditActor? Known => view.Origin is null && !actor.StartsWith("system:", StringComparison.Ordinal) ? AuditActor.Of(actor) : null;

    private PartitionLedger Ledger => new(view, assets, now, actor);

    private static string HoldOf(string withdrawalId) => $"withdrawal:{withdrawalId}";

    private static LedgerReference ReferenceOf(string withdrawalId) => new("withdrawal", withdrawalId);

    /// <summary>Custody paid the amount and the network's fee; the user's fee is revenue, the network's an expense.</summary>
    private LegDraft[] HouseLegs(WithdrawalDocument document, string transfer)
    {
        var networkFee = document.NetworkFeeUnits ?? 0;
        LegDraft[] legs =
        [
            new(AccountName.Clearing, document.Asset, -document.HeldUnits, transfer),
            new(assets.Get(document.Asset).IsFiat ? AccountName.Bank : AccountName.Custody, document.Asset, document.Units + networkFee),
            new(AccountName.Revenue, document.Asset, document.FeeUnits),
            new(AccountName.Expense, document.Asset, -networkFee),
        ];
        return [.. legs.Where(leg => leg.Units != 0)];
    }
}
