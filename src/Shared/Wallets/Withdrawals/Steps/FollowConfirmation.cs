using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Looks whether the customer has confirmed; when the time is over, ends the withdrawal and releases its hold.</summary>
public sealed class FollowConfirmation(WithdrawalDecider decider)
{
    /// <summary>From email_confirmation to expired, if nobody confirmed in time.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default) =>
        WithdrawalDecider.ProgressOf(await decider.FromAsync(
            withdrawal, WithdrawalStatus.EmailConfirmation,
            (book, document) => book.Now >= StoredTime.Parse(document.Deadline!)
                ? book.GiveBack(document, WithdrawalStatus.Expired, "It was not confirmed by mail in time.")
                : document,
            cancellation));
}
