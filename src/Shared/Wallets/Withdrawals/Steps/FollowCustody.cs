using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>
/// Looks how a submitted withdrawal stands with custody. Deep enough, it is booked out; finally failed, or double-spent at
/// depth, its hold is released; one that no block takes pays the network more, at the house's expense; anything unclear is
/// for people to look into, with the money held.
/// </summary>
public sealed class FollowCustody(WithdrawalDecider decider, ICustody custody, FeeBumps bumps, WithdrawalOptions options, ILogger<FollowCustody> logger)
{
    /// <summary>From broadcast over confirming to completed, failed or manual_review.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (!IsFollowed(document))
        {
            return ProgressOf(document);
        }

        CustodyWithdrawalState? state = null;
        var isKnown = false;
        try
        {
            state = await custody.FindWithdrawalAsync(document.Network, document.WithdrawalId, cancellation);
            state = state is null ? null : await bumps.BumpWhenSlowAsync(document, state, BroadcastTime(document), cancellation);
            isKnown = true;
        }
        catch (CustodyUnavailableException exception)
        {
            logger.LogWarning(exception, "Custody did not tell how withdrawal {Withdrawal} stands.", withdrawal.WithdrawalId);
        }

        document = await decider.DecideAsync(
            withdrawal,
            (book, followed) => !IsFollowed(followed) ? followed : isKnown ? Follow(book, followed, state) : StopWhenStuck(book, followed),
            cancellation);
        return ProgressOf(document);
    }

    private Result<WithdrawalDocument> Follow(WithdrawalBook book, WithdrawalDocument document, CustodyWithdrawalState? state)
    {
        if (state is null)
        {
            return Stop(book, document, "Custody accepted it and now does not know it.");
        }

        if (state.Payment is { } payment && payment != new CustodyPayment(document.Asset, document.Units, document.Address))
        {
            return Stop(book, document, "Custody says that it pays something else than was submitted.");
        }

        document = Noted(book, document, state);
        return state.Stage switch
        {
            CustodyStage.Failed => book.GiveBack(document, WithdrawalStatus.Failed, state.Reason ?? "Custody could not pay it."),
            CustodyStage.DoubleSpent when state.Confirmations >= document.RequiredConfirmations =>
                book.GiveBack(document, WithdrawalStatus.Failed, state.Reason ?? "Its coins were spent by another transaction."),
            CustodyStage.Confirming when state.Confirmations >= document.RequiredConfirmations => book.Complete(document),
            CustodyStage.Confirming when document.Status == WithdrawalStatus.Broadcast => book.Move(document, WithdrawalStatus.Confirming),
            _ => StopWhenStuck(book, document),
        };
    }

    /// <summary>The withdrawal with what custody says of it; a fee bump, which custody counts, is written at once.</summary>
    private static WithdrawalDocument Noted(WithdrawalBook book, WithdrawalDocument document, CustodyWithdrawalState state)
    {
        var noted = document with { TransactionId = state.TransactionId ?? document.TransactionId, NetworkFeeUnits = state.NetworkFeeUnits };
        if (state.FeeBumps <= document.FeeBumps)
        {
            return noted;
        }

        noted = noted with { FeeBumps = state.FeeBumps, FeeBumpTime = StoredTime.Format(book.Now) };
        book.View.Set(noted);
        book.View.Audit(new AuditEntry(AuditStreams.Treasury, AuditActions.FeeBumped, $"withdrawal:{document.WithdrawalId}")
            .With("bumps", $"{noted.FeeBumps}").With("transaction", noted.TransactionId ?? "").With("networkFee", $"{noted.NetworkFeeUnits}"));
        return noted;
    }

    private Result<WithdrawalDocument> StopWhenStuck(WithdrawalBook book, WithdrawalDocument document) =>
        book.Now - BroadcastTime(document) < options.StuckAfter ? document : Stop(book, document, "Its transaction does not get deep enough.");

    private Result<WithdrawalDocument> Stop(WithdrawalBook book, WithdrawalDocument document, string reason)
    {
        logger.LogError("Withdrawal {Withdrawal} needs manual review: {Reason}", document.WithdrawalId, reason);
        return book.Move(document, WithdrawalStatus.ManualReview, reason);
    }

    private WithdrawalProgress ProgressOf(WithdrawalDocument document) => new(
        document.Status, IsFollowed(document) ? options.NextPoll(BroadcastTime(document), decider.Clock.GetUtcNow()) : null);

    private static bool IsFollowed(WithdrawalDocument document) => document.Status is WithdrawalStatus.Broadcast or WithdrawalStatus.Confirming;

    private static DateTimeOffset BroadcastTime(WithdrawalDocument document) =>
        StoredTime.Parse(document.Steps.Last(step => step.Status == WithdrawalStatus.Broadcast).Time);
}
