using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>
/// The adjustments of one partition, within a decision: the only code that changes their state, always together with the
/// customer's money. What is taken from a customer is reserved with the proposal, so that approving cannot fail for lack
/// of funds, and given back by whatever else ends it.
/// </summary>
internal readonly struct AdjustmentBook(PartitionView view, AssetCatalog assets, DateTimeOffset now)
{
    public const string Actor = "system:adjustment-expiry";

    private static readonly RoleSet Adjusters = RoleSet.Of(Role.Treasury, Role.Admin);

    public AdjustmentDocument? Find(string adjustmentId) => view.Find<AdjustmentDocument>(AdjustmentDocument.IdOf(adjustmentId));

    /// <summary>A new adjustment, and the hold on what it would take.</summary>
    public Result<AdjustmentDocument> Propose(AdjustmentDocument document)
    {
        if (document.HoldsMoney)
        {
            var held = Ledger(document.Proposed.UserId).Hold(HoldOf(document), AmountOf(document), ReferenceOf(document), StoredTime.Parse(document.Deadline));
            if (!held.IsSuccess)
            {
                return held.Error;
            }
        }

        view.Add(document);
        view.Audit(Entry(AuditActions.AdjustmentProposed, document) with { Reason = document.Proposed.Reason });
        return document;
    }

    /// <summary>Why this person may not decide on it in this way now, or null.</summary>
    public Error? Refuse(AdjustmentDocument document, Caller caller, bool approves, string expectedVersion) =>
        !caller.Roles.Overlaps(Adjusters) ? new AdjusterRoleMissing()
        : document.UserId == caller.UserId ? new ApproverIsBeneficiary()
        : approves && document.Proposed.UserId == caller.UserId ? new ApproverIsProposer()
        : expectedVersion != VersionOf(document) ? new AdjustmentChanged()
        : document.Status != AdjustmentStatus.Pending ? new AdjustmentClosed(document.Status)
        : IsDue(document) ? new AdjustmentClosed(AdjustmentStatus.Expired)
        : null;

    /// <summary>Approved: it is booked, here and, by message, at the house.</summary>
    public Result<AdjustmentDocument> Approve(AdjustmentDocument document, AdjustmentAct act)
    {
        var transfer = HoldOf(document);
        if (document.UserId is not null)
        {
            var amount = AmountOf(document);
            var posted = Ledger(act.UserId).Post(
                document.HoldsMoney
                    ? new PostingDraft(transfer, PostingKinds.Adjustment, ReferenceOf(document), PostingDraft.ToClearing(AccountName.Held, amount, transfer))
                    {
                        Holds = [new HoldResolution(transfer, amount.Units, 0)],
                    }
                    : new PostingDraft(transfer, PostingKinds.Adjustment, ReferenceOf(document), PostingDraft.FromClearing(AccountName.Available, amount, transfer)));
            if (!posted.IsSuccess)
            {
                return posted.Error;
            }
        }

        view.OrderPosting(LedgerPartitions.OfHouse(document.AdjustmentId, document.Ledger), HousePosting(document, transfer), act.UserId);
        return End(document with { Decided = act }, AdjustmentStatus.Approved);
    }

    /// <summary>Refused or taken back: what was reserved is free again.</summary>
    public Result<AdjustmentDocument> Reject(AdjustmentDocument document, AdjustmentAct act)
    {
        if (document.HoldsMoney)
        {
            var released = Ledger(act.UserId).Release(HoldOf(document), $"{HoldOf(document)}:release");
            if (!released.IsSuccess)
            {
                return released.Error;
            }
        }

        return End(document with { Decided = act }, AdjustmentStatus.Rejected);
    }

    /// <summary>Its time is over: what was reserved is free again. (The hold may have expired a moment before.)</summary>
    public Result<AdjustmentDocument> Expire(AdjustmentDocument document)
    {
        if (document.Status != AdjustmentStatus.Pending || !IsDue(document))
        {
            return document;
        }

        if (document.HoldsMoney)
        {
            var expired = Ledger(Actor).Expire(HoldOf(document));
            if (!expired.IsSuccess)
            {
                return expired.Error;
            }
        }

        return End(document, AdjustmentStatus.Expired);
    }

    /// <summary>The version as <c>ETag</c> and <c>If-Match</c> name it.</summary>
    public static string VersionOf(AdjustmentDocument document) => $"{document.Version}";

    private PartitionLedger Ledger(string actor) => new(view, assets, now, actor);

    private bool IsDue(AdjustmentDocument document) => now >= StoredTime.Parse(document.Deadline);

    private Amount AmountOf(AdjustmentDocument document) => new(document.Units, assets.Get(document.Asset));

    private AdjustmentDocument End(AdjustmentDocument document, AdjustmentStatus status)
    {
        var ended = document with { Status = status, Version = document.Version + 1, EndTime = StoredTime.Format(now) };
        view.Set(ended);
        view.Audit(Entry(AuditActions.AdjustmentEnded, ended).Changed("status", $"{document.Status}", $"{status}") with { Reason = ended.Decided?.Reason });
        return ended;
    }

    private AuditEntry Entry(string action, AdjustmentDocument document) =>
        new AuditEntry(AuditStreams.Treasury, action, $"adjustment:{document.AdjustmentId}")
            .With("of", document.UserId is { } userId ? $"user:{userId}" : $"house:{document.HouseAccount}")
            .With("amount", $"{AmountOf(document)} {document.Asset}").With("direction", $"{document.Direction}").With("kind", $"{document.Kind}").With("reference", document.Reference);

    /// <summary>The house's side: the account of the stated kind against clearing, or against the house account that is adjusted.</summary>
    private static PostingDraft HousePosting(AdjustmentDocument document, string transfer)
    {
        var increases = document.Direction == AdjustmentDirection.Increase;
        var kind = document.Kind switch
        {
            AdjustmentKind.Expense => AccountName.Expense,
            AdjustmentKind.Receivable => AccountName.Receivable,
            _ => AccountName.Revenue,
        };
        if (document.HouseAccount is not { } subject)
        {
            // What the customer gets the house gives, and the other way round.
            var given = increases ? document.Units : -document.Units;
            return new PostingDraft($"{transfer}:house", PostingKinds.Adjustment, ReferenceOf(document),
            [
                new LegDraft(AccountName.Clearing, document.Asset, given, transfer),
                new LegDraft(kind, document.Asset, -given),
            ]);
        }

        // Assets, costs and claims are negative: they grow by negative legs.
        var grows = Accounts.ClassOf(subject) == AccountClass.Revenue ? document.Units : -document.Units;
        var units = increases ? grows : -grows;
        return new PostingDraft(transfer, PostingKinds.Adjustment, ReferenceOf(document),
        [
            new LegDraft(subject, document.Asset, units),
            new LegDraft(kind, document.Asset, -units),
        ]);
    }

    private static string HoldOf(AdjustmentDocument document) => $"adjustment:{document.AdjustmentId}";

    private static LedgerReference ReferenceOf(AdjustmentDocument document) => new(AdjustmentHolds.Type, document.AdjustmentId);
}
