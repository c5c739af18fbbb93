using CryptoVault.Compliance.Cases;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Deposits;

/// <summary>What is known outside of the partition when a deposit is looked at.</summary>
/// <param name="Tip">The height of the chain's newest block.</param>
internal sealed record DepositFacts(long Tip)
{
    /// <summary>True when who paid it was screened.</summary>
    public bool IsScreened { get; init; }

    /// <summary>What screening has against it; null for nothing.</summary>
    public string? Objection { get; init; }

    /// <summary>How the case about it ended; null while it is open, or when there is none.</summary>
    public CaseOutcome? CaseOutcome { get; init; }

    /// <summary>What the sender would get back, in minor units, when people decided so.</summary>
    public Int128 ReturnUnits { get; init; }

    /// <summary>How the payment back to the sender stands; null when there is none, or it is not known.</summary>
    public CustodyWithdrawalState? Return { get; init; }

    /// <summary>Why custody refuses to pay it back; null when it does not.</summary>
    public string? ReturnRefusal { get; init; }
}

/// <summary>What happens to a deposit: pure decisions on the user's partition.</summary>
internal static class DepositDecisions
{
    /// <summary>A transfer was listed: the first time it becomes a pending deposit; again, the chain says something else about it.</summary>
    public static Result<DepositDocument> Detect(DepositBook book, IncomingTransfer transfer, string userId, int requiredConfirmations)
    {
        if (book.Find(transfer.DepositId) is not { } known)
        {
            var deposit = new DepositDocument(
                DepositDocument.IdOf(transfer.DepositId), transfer.DepositId, userId, transfer.Asset, transfer.Network, transfer.Address, transfer.Units,
                transfer.TransactionId, transfer.Block, 0, requiredConfirmations, transfer.IsGone ? DepositStatus.Failed : DepositStatus.Pending,
                StoredTime.Format(book.Now))
            {
                Sources = transfer.Sources.Count == 0 ? null : transfer.Sources,
                IsGone = transfer.IsGone ? true : null,
                ReturnOf = book.IsReturn(transfer) ? transfer.ReturnOf : null,
            };
            return book.Open(deposit);
        }

        if (known.Block == transfer.Block && (known.IsGone == true) == transfer.IsGone)
        {
            return known;
        }

        var listed = known with { Block = transfer.Block, IsGone = transfer.IsGone ? true : null };
        return known.Status switch
        {
            DepositStatus.Pending when listed.IsGone == true => book.Move(listed with { Confirmations = 0 }, DepositStatus.Failed, "The network will never have it."),
            DepositStatus.Pending => book.Update(listed with { Confirmations = 0 }),
            DepositStatus.Failed when listed.IsGone != true => book.Move(listed with { Confirmations = 0 }, DepositStatus.Pending),
            DepositStatus.Dust when !listed.IsOnChain => Undust(book, listed),
            DepositStatus.Quarantined when listed.IsGone == true => book.Move(listed, DepositStatus.Failed, "The network will never have it."),
            DepositStatus.Credited when !listed.IsOnChain => book.Reverse(listed with { Confirmations = 0 }),
            DepositStatus.Seized when listed.IsGone == true => book.LoseSeized(listed),
            _ => book.Update(listed),
        };
    }

    /// <summary>Somebody looks after an open deposit: counts confirmations, and takes it on when what it waits for is there.</summary>
    /// <returns>The deposit as it is then; null when there is none.</returns>
    public static Result<DepositDocument?> Follow(DepositBook book, string depositId, DepositFacts facts, AssetNetwork? entry)
    {
        if (book.Find(depositId) is not { } deposit)
        {
            return Result<DepositDocument?>.Success(null);
        }

        var followed = deposit.Status switch
        {
            DepositStatus.Pending => Confirm(book, deposit, facts, entry),
            DepositStatus.Quarantined => Decide(book, deposit, facts),
            DepositStatus.Reversed when deposit.IsGone == true => book.Lose(deposit),
            DepositStatus.Reversed when DepthOf(deposit, facts.Tip) >= deposit.RequiredConfirmations =>
                book.Restore(deposit with { Confirmations = deposit.RequiredConfirmations }),
            DepositStatus.Returning => FollowReturn(book, deposit, facts),
            _ => deposit,
        };
        return followed.IsSuccess ? followed.Value : followed.Error;
    }

    /// <summary>How deep a deposit is, as far as it must be.</summary>
    public static int DepthOf(DepositDocument deposit, long tip) =>
        deposit.IsOnChain ? Math.Min(IncomingTransfer.ConfirmationsOf(deposit.Block, tip), deposit.RequiredConfirmations) : 0;

    private static Result<DepositDocument> Confirm(DepositBook book, DepositDocument deposit, DepositFacts facts, AssetNetwork? entry)
    {
        var depth = DepthOf(deposit, facts.Tip);
        if (depth < deposit.RequiredConfirmations || !facts.IsScreened)
        {
            return depth == deposit.Confirmations ? deposit : book.Update(deposit with { Confirmations = depth });
        }

        deposit = deposit with { Confirmations = depth };
        return facts.Objection is { } objection ? book.Quarantine(deposit, objection)
            : entry is not null && deposit.Units < entry.MinDepositUnits && deposit.ReturnOf is null ? book.KeepAsDust(deposit, entry.MinDepositUnits)
            : book.Credit(deposit);
    }

    /// <summary>People decided: the customer gets it, or not. A case that nobody decided in time is followed by another.</summary>
    private static Result<DepositDocument> Decide(DepositBook book, DepositDocument deposit, DepositFacts facts) => facts.CaseOutcome switch
    {
        null => deposit,
        CaseOutcome.Approved when DepthOf(deposit, facts.Tip) < deposit.RequiredConfirmations => deposit, // the chain took it back meanwhile
        CaseOutcome.Approved => book.Credit(deposit),
        CaseOutcome.Rejected => book.Seize(deposit, "People decided that the customer must not have it."),
        CaseOutcome.Refund when facts.ReturnUnits > 0 => book.Move(deposit with { ReturnUnits = facts.ReturnUnits }, DepositStatus.Returning, "People decided to send it back."),
        CaseOutcome.Refund => book.Quarantine(deposit, "It cannot be sent back: it is not known who paid it, or the network takes all of it."),
        _ => book.Quarantine(deposit, deposit.Reason ?? "Nobody decided in time."),
    };

    private static Result<DepositDocument> FollowReturn(DepositBook book, DepositDocument deposit, DepositFacts facts) =>
        facts.ReturnRefusal is { } refusal ? book.Quarantine(deposit with { ReturnUnits = 0 }, refusal)
        : facts.Return is { Stage: CustodyStage.Failed } failed ? book.Quarantine(deposit with { ReturnUnits = 0 }, failed.Reason ?? "Custody could not send it back.")
        : facts.Return is { Stage: CustodyStage.Confirming } sent && sent.Confirmations >= deposit.RequiredConfirmations ? book.Return(deposit, sent.NetworkFeeUnits)
        : deposit;

    private static DepositDocument Undust(DepositBook book, DepositDocument deposit)
    {
        book.TakeFromDust(deposit);
        return deposit.IsGone == true
            ? book.Move(deposit with { Confirmations = 0 }, DepositStatus.Failed, "The network will never have it.")
            : book.Move(deposit with { Confirmations = 0 }, DepositStatus.Pending);
    }
}
