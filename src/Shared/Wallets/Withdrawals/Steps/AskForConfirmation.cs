using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Mails the customer a token to confirm with, once.</summary>
public sealed class AskForConfirmation(WithdrawalDecider decider, ConfirmationMails mails, WithdrawalOptions options)
{
    /// <summary>From requested to email_confirmation.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var mail = mails.New(withdrawal.WithdrawalId);
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(withdrawal, WithdrawalStatus.Requested, (book, document) =>
        {
            var asked = document with { Deadline = StoredTime.Format(book.Now + options.ConfirmationTimeout) };
            return book.Move(mail.Send(book.View, asked, book.Now), WithdrawalStatus.EmailConfirmation);
        }, cancellation));
    }
}
