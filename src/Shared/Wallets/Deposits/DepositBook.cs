using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets.Deposits;

/// <summary>
/// The deposits of one user's partition, within a decision: the only code that changes their state, always together with
/// the money that the change moves. The house's half of it is ordered with the same commit and cannot fail.
/// </summary>
internal readonly struct DepositBook(PartitionView view, AssetCatalog assets, DateTimeOffset now)
{
    public const string Actor = "system:deposits";

    public DateTimeOffset Now => now;

    public PartitionView View => view;

    public DepositDocument? Find(string depositId) => view.Find<DepositDocument>(DepositDocument.IdOf(depositId));

    /// <summary>True for what sends back a withdrawal of this customer that was paid. The bank says so; only what our own record agrees with is taken for it.</summary>
    public bool IsReturn(IncomingTransfer transfer) =>
        transfer.ReturnOf is { } id && view.Find<WithdrawalDocument>(WithdrawalDocument.IdOf(id)) is { Status: WithdrawalStatus.Completed } withdrawal
        && (withdrawal.Asset, withdrawal.Network) == (transfer.Asset, transfer.Network) && transfer.Units <= withdrawal.Units;

    /// <summary>A deposit that was not known.</summary>
    public DepositDocument Open(DepositDocument deposit)
    {
        view.Add(deposit);
        DepositEvent.Tell(view, deposit, assets);
        return deposit;
    }

    /// <summary>Another look at the chain; money does not move.</summary>
    public DepositDocument Update(DepositDocument deposit)
    {
        view.Set(deposit);
        DepositEvent.Tell(view, deposit, assets);
        return deposit;
    }

    /// <summary>The deposit comes into a state; money does not move.</summary>
    public DepositDocument Move(DepositDocument deposit, DepositStatus status, string? reason = null)
    {
        var moved = deposit with { Status = status, Reason = reason };
        view.Set(moved);
        view.Audit(new AuditEntry(AuditStreams.Treasury, AuditActions.DepositMoved, $"deposit:{deposit.DepositId}") { Reason = reason }
            .With("customer", $"user:{deposit.UserId}").With("amount", $"{AmountOf(deposit, deposit.Units)} {deposit.Asset}")
            .Changed("status", $"{deposit.Status}", $"{status}"));
        DepositEvent.Tell(view, moved, assets);
        DepositMail.Tell(view, moved, assets, now);
        return moved;
    }

    /// <summary>People must decide: a case is named, which whoever looks after the deposit opens.</summary>
    public DepositDocument Quarantine(DepositDocument deposit, string reason) =>
        Move(WithNextCase(deposit, "deposit-quarantine"), DepositStatus.Quarantined, reason);

    /// <summary>The deposit with the id of its next case.</summary>
    public static DepositDocument WithNextCase(DepositDocument deposit, string kind) => deposit with
    {
        Cases = deposit.Cases + 1,
        CaseId = DerivedId.Of("case", kind, deposit.DepositId, $"{deposit.Cases + 1}"),
    };

    /// <summary>The user gets the money, and the house books it as held.</summary>
    public Result<DepositDocument> Credit(DepositDocument deposit)
    {
        var posted = Book(deposit, deposit.Units);
        return posted.IsSuccess ? Move(deposit with { CreditedTime = StoredTime.Format(now) }, DepositStatus.Credited) : posted.Error;
    }

    /// <summary>
    /// Less than the minimum: kept with others that were too small, until they add up; then the user gets all of them at
    /// once, by one posting under the id of the last.
    /// </summary>
    public Result<DepositDocument> KeepAsDust(DepositDocument deposit, Int128 minimumUnits)
    {
        var id = DepositDustDocument.IdOf(deposit.Asset, deposit.Network);
        var dust = view.Find<DepositDustDocument>(id) ?? new DepositDustDocument(id, deposit.Asset, deposit.Network, 0, []);
        dust = dust with { Units = dust.Units + deposit.Units, Deposits = [.. dust.Deposits, deposit.DepositId] };
        if (dust.Units < minimumUnits && dust.Deposits.Count < DepositDustDocument.MaxDeposits)
        {
            view.Put(dust);
            return Move(deposit, DepositStatus.Dust);
        }

        var posted = Book(deposit, dust.Units);
        if (!posted.IsSuccess)
        {
            return posted.Error;
        }

        foreach (var kept in dust.Deposits.Take(dust.Deposits.Count - 1))
        {
            if (Find(kept) is { } known)
            {
                Update(known with { Status = DepositStatus.Credited, CreditedTime = StoredTime.Format(now) });
            }
        }

        view.Remove<DepositDustDocument>(id);
        return Move(deposit with { CreditedTime = StoredTime.Format(now) }, DepositStatus.Credited);
    }

    /// <summary>The chain took back what was kept as dust: it counts no more.</summary>
    public void TakeFromDust(DepositDocument deposit)
    {
        var id = DepositDustDocument.IdOf(deposit.Asset, deposit.Network);
        if (view.Find<DepositDustDocument>(id) is not { } dust)
        {
            return; // not loaded yet: the decision is run again
        }

        dust = dust with { Units = dust.Units - deposit.Units, Deposits = [.. dust.Deposits.Where(kept => kept != deposit.DepositId)] };
        if (dust.Deposits.Count > 0)
        {
            view.Set(dust);
        }
        else
        {
            view.Remove<DepositDustDocument>(id);
        }
    }

    /// <summary>
    /// The chain took back what the user was given: what is left of it is frozen, the rest is a claim of the house. An
    /// incident: a case is named, which whoever looks after the deposit opens.
    /// </summary>
    public Result<DepositDocument> Reverse(DepositDocument deposit)
    {
        var asset = assets.Get(deposit.Asset);
        var frozen = Int128.Min(Ledger.Available(asset).Units, deposit.Units);
        var reversed = WithNextCase(deposit, "deposit-reversal") with
        {
            Reversals = deposit.Reversals + 1,
            FrozenUnits = frozen,
            ReceivableUnits = deposit.Units - frozen,
        };
        if (frozen > 0)
        {
            var hold = Ledger.Hold(HoldOf(reversed), new Amount(frozen, asset), ReferenceOf(deposit));
            if (!hold.IsSuccess)
            {
                return hold.Error;
            }
        }

        OrderHouse(reversed, "receivable", reversed.ReceivableUnits);
        return Move(reversed, DepositStatus.Reversed, "The chain took it back after it was credited.");
    }

    /// <summary>The chain has it again: nothing is frozen or claimed any more.</summary>
    public Result<DepositDocument> Restore(DepositDocument deposit)
    {
        if (deposit.FrozenUnits > 0)
        {
            var released = Ledger.Release(HoldOf(deposit), $"{HoldOf(deposit)}:release");
            if (!released.IsSuccess)
            {
                return released.Error;
            }
        }

        OrderHouse(deposit, "restored", -deposit.ReceivableUnits);
        return Move(deposit with { FrozenUnits = 0, ReceivableUnits = 0 }, DepositStatus.Credited);
    }

    /// <summary>The chain will never have it again: what is frozen is taken back, the claim stays.</summary>
    public Result<DepositDocument> Lose(DepositDocument deposit)
    {
        if (deposit.FrozenUnits > 0)
        {
            var taken = TakeHeld(deposit, HoldOf(deposit), deposit.FrozenUnits, $"{HoldOf(deposit)}:taken");
            if (!taken.IsSuccess)
            {
                return taken.Error;
            }
        }

        return Move(deposit, DepositStatus.Lost, deposit.ReceivableUnits > 0 ? "Some of it was spent: a claim is left." : "All of it was still there and was taken back.");
    }

    /// <summary>People decided that the user must not have it: it is booked to the account and blocked there.</summary>
    public Result<DepositDocument> Seize(DepositDocument deposit, string reason)
    {
        var posted = Book(deposit, deposit.Units);
        if (!posted.IsSuccess)
        {
            return posted.Error;
        }

        var hold = Ledger.Hold(SeizureOf(deposit), new Amount(deposit.Units, assets.Get(deposit.Asset)), ReferenceOf(deposit));
        return hold.IsSuccess ? Move(deposit, DepositStatus.Seized, reason) : hold.Error;
    }

    /// <summary>The chain took back for good what was blocked.</summary>
    public Result<DepositDocument> LoseSeized(DepositDocument deposit)
    {
        var taken = TakeHeld(deposit, SeizureOf(deposit), deposit.Units, $"{SeizureOf(deposit)}:taken");
        return taken.IsSuccess ? Move(deposit, DepositStatus.Lost, "The chain took back what was blocked.") : taken.Error;
    }

    /// <summary>The sender has it back; what the network took less, or more, than was kept for it is the house's.</summary>
    public DepositDocument Return(DepositDocument deposit, Int128 networkFeeUnits)
    {
        var left = deposit.Units - deposit.ReturnUnits - networkFeeUnits;
        if (left != 0)
        {
            view.OrderPosting(
                LedgerPartitions.OfHouse(deposit.DepositId),
                new PostingDraft(
                    $"deposit:{deposit.DepositId}:return", PostingKinds.Deposit, ReferenceOf(deposit),
                    [new LegDraft(HouseAccount(deposit), deposit.Asset, -left), new LegDraft(AccountName.Expense, deposit.Asset, left)]),
                Actor);
        }

        return Move(deposit, DepositStatus.Returned);
    }

    private PartitionLedger Ledger => new(view, assets, now, Actor);

    private static LedgerReference ReferenceOf(DepositDocument deposit) => new(DepositHolds.Reference, deposit.DepositId);

    private static string HoldOf(DepositDocument deposit) => $"deposit:{deposit.DepositId}:reversal:{deposit.Reversals}";

    private static string SeizureOf(DepositDocument deposit) => $"deposit:{deposit.DepositId}:seizure";

    private AccountName HouseAccount(DepositDocument deposit) => assets.Get(deposit.Asset).IsFiat ? AccountName.Bank : AccountName.Custody;

    private Amount AmountOf(DepositDocument deposit, Int128 units) => new(units, assets.Get(deposit.Asset));

    private Result<PostingDocument> Book(DepositDocument deposit, Int128 units)
    {
        var amount = AmountOf(deposit, units);
        var transfer = $"deposit:{deposit.DepositId}";
        view.OrderPosting(
            LedgerPartitions.OfHouse(deposit.DepositId),
            new PostingDraft($"{transfer}:custody", PostingKinds.Deposit, ReferenceOf(deposit), PostingDraft.ToClearing(HouseAccount(deposit), amount, transfer)),
            Actor);
        return Ledger.Post(
            new PostingDraft(transfer, PostingKinds.Deposit, ReferenceOf(deposit), PostingDraft.FromClearing(AccountName.Available, amount, transfer)));
    }

    /// <summary>Between the house's accounts: what it claims grows, and what it holds shrinks.</summary>
    private void OrderHouse(DepositDocument deposit, string what, Int128 units)
    {
        if (units != 0)
        {
            view.OrderPosting(
                LedgerPartitions.OfHouse(deposit.DepositId),
                new PostingDraft(
                    $"{HoldOf(deposit)}:{what}", PostingKinds.DepositReversal, ReferenceOf(deposit),
                    [new LegDraft(HouseAccount(deposit), deposit.Asset, units), new LegDraft(AccountName.Receivable, deposit.Asset, -units)]),
                Actor);
        }
    }

    private Result<PostingDocument> TakeHeld(DepositDocument deposit, string hold, Int128 units, string transfer)
    {
        var amount = AmountOf(deposit, units);
        view.OrderPosting(
            LedgerPartitions.OfHouse(deposit.DepositId),
            new PostingDraft(
                $"{transfer}:custody", PostingKinds.DepositReversal, ReferenceOf(deposit), PostingDraft.FromClearing(HouseAccount(deposit), amount, transfer)),
            Actor);
        return Ledger.Post(
            new PostingDraft(transfer, PostingKinds.DepositReversal, ReferenceOf(deposit), PostingDraft.ToClearing(AccountName.Held, amount, transfer))
            {
                Holds = [new HoldResolution(hold, units, 0)],
            });
    }
}
