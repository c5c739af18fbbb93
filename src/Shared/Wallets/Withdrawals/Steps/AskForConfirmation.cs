using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Mails the customer a token to confirm with, once.</summary>
public sealed class AskForConfirmation(WithdrawalDecider decider, IWithdrawalMails mails, IRandomness randomness, WithdrawalOptions options)
{
    /// <summary>From requested to email_confirmation.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var token = ConfirmationToken.New(randomness);
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(withdrawal, WithdrawalStatus.Requested, (book, document) =>
        {
            var asked = book.Move(
                document with
                {
                    ConfirmationHash = ConfirmationToken.Hash(token),
                    Deadline = StoredTime.Format(book.Now + options.ConfirmationTimeout),
                },
                WithdrawalStatus.EmailConfirmation);
            mails.AskForConfirmation(book.View, asked, token);
            return asked;
        }, cancellation));
    }
}
