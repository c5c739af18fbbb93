using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>The compensation while custody knows nothing of a withdrawal: a step that cannot be made at all ends it, and the hold is released.</summary>
public sealed class GiveBackWithdrawal(WithdrawalDecider decider, ILogger<GiveBackWithdrawal> logger)
{
    /// <summary>From any state before submitting to failed; every other state stays.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default) =>
        WithdrawalDecider.ProgressOf(await decider.DecideAsync(withdrawal, (book, document) =>
        {
            if (!WithdrawalFlow.IsCancelable(document.Status))
            {
                return document;
            }

            logger.LogError("Withdrawal {Withdrawal} is given back: a step out of {Status} cannot be made.", withdrawal.WithdrawalId, document.Status);
            return book.GiveBack(document, WithdrawalStatus.Failed, "It could not be carried out, for a reason that lies with us.");
        }, cancellation));
}
