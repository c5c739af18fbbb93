using CryptoVault.Compliance.Cases;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Custody;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>
/// Takes the way out of a manual review that two people chose in its case. Custody is asked once more before: a payment that
/// it knows of is not refunded, one that it calls finally failed is not completed; then people look again.
/// </summary>
public sealed class FollowReview(WithdrawalDecider decider, CaseDesk desk, ICustody custody, AssetCatalog assets, WithdrawalOptions options, ILogger<FollowReview> logger)
{
    /// <summary>While nobody decided: how often it is looked at, besides when the case wakes the orchestration.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>From manual_review to submitting, broadcast, completed or failed, once the case is closed.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.Status != WithdrawalStatus.ManualReview)
        {
            return WithdrawalDecider.ProgressOf(document);
        }

        var now = decider.Clock.GetUtcNow();
        var review = OpenReviewCase.CaseIdOf(document);
        var settled = await desk.SettleAsync(review, cancellation);
        if (settled.Error is CaseNotFound)
        {
            return WithdrawalDecider.ProgressOf(document); // made before, with the answer lost: the next review's case is not open yet
        }

        if (!settled.IsSuccess)
        {
            throw WithdrawalDecider.Failure(withdrawal, settled.Error);
        }

        if (settled.Value.Outcome is not { } way)
        {
            return new WithdrawalProgress(document.Status, desk.NextTime(settled.Value) ?? now + Patience);
        }

        try
        {
            var state = await custody.FindWithdrawalAsync(document.Network, document.WithdrawalId, cancellation);
            document = await decider.FromAsync(
                withdrawal, WithdrawalStatus.ManualReview,
                (book, stopped) => OpenReviewCase.CaseIdOf(stopped) == review ? Leave(book, stopped, way, settled.Value.Decisions[^1].Evidence, state) : stopped,
                cancellation);
        }
        catch (CustodyUnavailableException exception)
        {
            logger.LogWarning(exception, "Custody did not tell how withdrawal {Withdrawal} stands; it stays in review.", withdrawal.WithdrawalId);
            return new WithdrawalProgress(document.Status, now + options.MaxPollInterval);
        }

        return WithdrawalDecider.ProgressOf(document);
    }

    private Result<WithdrawalDocument> Leave(
        WithdrawalBook book, WithdrawalDocument document, CaseOutcome way, CaseEvidence? evidence, CustodyWithdrawalState? state) => (way, state?.Stage) switch
        {
            (CaseOutcome.Retry, null) => book.Move(document, WithdrawalStatus.Submitting),
            (CaseOutcome.Retry, CustodyStage.Failed) => Again(book, document, "Custody calls it finally failed: it cannot be tried again under its id, only refunded."),
            (CaseOutcome.Retry, _) => book.Move(document with { TransactionId = state!.TransactionId ?? document.TransactionId }, WithdrawalStatus.Broadcast),
            (CaseOutcome.Complete, CustodyStage.Failed) => Again(book, document, "Custody calls it finally failed: it cannot be completed."),
            (CaseOutcome.Complete, _) => book.Complete(document with
            {
                TransactionId = state?.TransactionId ?? evidence!.TransactionId,
                NetworkFeeUnits = state?.NetworkFeeUnits ?? FeeOf(document, evidence!),
            }),
            (CaseOutcome.Refund, null or CustodyStage.Failed) => book.GiveBack(document, WithdrawalStatus.Failed, "It could not be paid."),
            (CaseOutcome.Refund, _) => Again(book, document, "Custody knows the payment: it cannot be refunded."),
            _ => throw new InvalidOperationException($"The review of withdrawal {document.WithdrawalId} ended as {way}."),
        };

    /// <summary>The chosen way is none: people look again, in another case.</summary>
    private Result<WithdrawalDocument> Again(WithdrawalBook book, WithdrawalDocument document, string reason)
    {
        logger.LogWarning("Withdrawal {Withdrawal} stays in review: {Reason}", document.WithdrawalId, reason);
        var again = document with { FruitlessReviews = document.FruitlessReviews + 1, Reason = reason };
        book.View.Set(again);
        return again;
    }

    private Int128 FeeOf(WithdrawalDocument document, CaseEvidence evidence) =>
        evidence.NetworkFee is { } text && DecimalText.TryParse(text, assets.Get(document.Asset).Scale, out var units) == DecimalTextError.None ? units : 0;
}
