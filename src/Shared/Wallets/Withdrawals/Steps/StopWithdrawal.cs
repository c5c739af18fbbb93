using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>
/// The compensation once custody may know of a withdrawal: a step that cannot be made at all stops it for people to look
/// at, with the money held. One that was not submitted yet is given back.
/// </summary>
public sealed class StopWithdrawal(WithdrawalDecider decider, ILogger<StopWithdrawal> logger)
{
    /// <summary>From submitting, broadcast or confirming to manual_review; from before to failed; every other state stays.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default) =>
        WithdrawalDecider.ProgressOf(await decider.DecideAsync(withdrawal, (book, document) =>
        {
            if (WithdrawalFlow.IsFinal(document.Status) || document.Status == WithdrawalStatus.ManualReview)
            {
                return document;
            }

            logger.LogError("Withdrawal {Withdrawal} is stopped: a step out of {Status} cannot be made.", withdrawal.WithdrawalId, document.Status);
            return WithdrawalFlow.IsCancelable(document.Status)
                ? book.GiveBack(document, WithdrawalStatus.Failed, "It could not be carried out, for a reason that lies with us.")
                : book.Move(document, WithdrawalStatus.ManualReview, "A step could not be made; it is not known whether it is paid.");
        }, cancellation));
}
