using CryptoVault.Audit;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Sends the confirmation mail again, with a new token; that of the mail before is good no longer. The deadline stays.</summary>
public sealed class ResendConfirmation(Partitions partitions, ConfirmationMails mails, WithdrawalOptions options, TimeProvider clock)
{
    /// <summary>Sends it.</summary>
    /// <returns>The withdrawal, or <see cref="WithdrawalNotFound"/>, <see cref="WithdrawalNotConfirmable"/>,
    /// <see cref="ConfirmationMailTooSoon"/>, <see cref="TooManyConfirmationMails"/>.</returns>
    public Task<Result<WithdrawalDocument>> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var mail = mails.New(withdrawal.WithdrawalId);
        return partitions.DecideAsync(LedgerPartitions.OfUser(withdrawal.UserId), view => Resend(view, withdrawal, mail), cancellation);
    }

    private Result<WithdrawalDocument> Resend(PartitionView view, WithdrawalReference withdrawal, ConfirmationMails.Draft mail)
    {
        if (view.Find<WithdrawalDocument>(WithdrawalDocument.IdOf(withdrawal.WithdrawalId)) is not { } document)
        {
            return new WithdrawalNotFound();
        }

        var now = clock.GetUtcNow();
        if (document.Status != WithdrawalStatus.EmailConfirmation || now >= StoredTime.Parse(document.Deadline!))
        {
            return new WithdrawalNotConfirmable(document.Status == WithdrawalStatus.EmailConfirmation ? WithdrawalStatus.Expired : document.Status);
        }

        if (document.ConfirmationMails >= options.MaxConfirmationMails)
        {
            return new TooManyConfirmationMails(options.MaxConfirmationMails);
        }

        var next = document.ConfirmationMailTime is { } last ? StoredTime.Parse(last) + options.ResendPause : now;
        if (now < next)
        {
            return new ConfirmationMailTooSoon(next - now);
        }

        var resent = mail.Send(view, document, now);
        view.Set(resent);
        view.Audit(new AuditEntry(AuditStreams.Treasury, AuditActions.ConfirmationResent, $"withdrawal:{document.WithdrawalId}").With("mails", $"{resent.ConfirmationMails}"));
        return resent;
    }
}
