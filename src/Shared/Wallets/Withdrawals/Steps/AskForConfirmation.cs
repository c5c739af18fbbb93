using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Mails the customer a token to confirm with, once; unless the policy spares such withdrawals the mail, or an API key asked for it.</summary>
public sealed class AskForConfirmation(
    WithdrawalDecider decider, WithdrawalPolicies policies, WithdrawalFacts facts, ConfirmationMails mails, WithdrawalOptions options)
{
    /// <summary>From requested to email_confirmation, or to screening where no mail is needed.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var asks = await decider.ReadAsync(withdrawal, cancellation);
        var isByKey = asks.Checks?.ApiKeyId is not null;
        var exemption = isByKey ? null : await ExemptionAsync(asks, cancellation);
        if (isByKey || exemption is not null)
        {
            return WithdrawalDecider.ProgressOf(await decider.FromAsync(
                withdrawal, WithdrawalStatus.Requested,
                (book, document) => book.Move(
                    document with { Checks = (document.Checks ?? WithdrawalChecks.None) with { MailExemptedBy = exemption } }, WithdrawalStatus.Screening),
                cancellation));
        }

        var mail = mails.New(withdrawal.WithdrawalId);
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(withdrawal, WithdrawalStatus.Requested, (book, document) =>
        {
            var asked = document with { Deadline = StoredTime.Format(book.Now + options.ConfirmationTimeout) };
            return book.Move(mail.Send(book.View, asked, book.Now), WithdrawalStatus.EmailConfirmation);
        }, cancellation));
    }

    /// <summary>The policy version that spares the withdrawal its mail; null when none does.</summary>
    private async Task<string?> ExemptionAsync(WithdrawalDocument document, CancellationToken cancellation)
    {
        var policy = await policies.CurrentAsync(cancellation);
        if (policy.MailExemption is null)
        {
            return null;
        }

        return policy.IsExemptFromMail(await facts.OfAsync(document, cancellation)) ? $"{policy.Id}:{policy.Version}" : null;
    }
}
