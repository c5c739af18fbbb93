using System.Globalization;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Mails the customer a token to confirm with, once; unless the policy spares such withdrawals the mail.</summary>
public sealed class AskForConfirmation(
    WithdrawalDecider decider, WithdrawalPolicies policies, WithdrawalFacts facts, MailTokens tokens, IIds ids, AssetCatalog assets, WithdrawalOptions options)
{
    /// <summary>From requested to email_confirmation, or to screening where no mail is needed.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        if (await ExemptionAsync(withdrawal, cancellation) is { } exemption)
        {
            return WithdrawalDecider.ProgressOf(await decider.FromAsync(
                withdrawal, WithdrawalStatus.Requested,
                (book, document) => book.Move(
                    document with { Checks = (document.Checks ?? WithdrawalChecks.None) with { MailExemptedBy = exemption } }, WithdrawalStatus.Screening),
                cancellation));
        }

        var token = tokens.Create(ConfirmWithdrawalMail.TemplateName, withdrawal.WithdrawalId, ids.New());
        var mailId = ids.New();
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(withdrawal, WithdrawalStatus.Requested, (book, document) =>
        {
            var deadline = book.Now + options.ConfirmationTimeout;
            var asked = book.Move(
                document with { ConfirmationHash = token.Hash, Deadline = StoredTime.Format(deadline) }, WithdrawalStatus.EmailConfirmation);
            book.View.SendMail(new MailOrder(mailId, asked.UserId, ConfirmWithdrawalMail.TemplateName, book.Now)
            {
                Token = token.Seed,
                Values = ValuesOf(asked, deadline),
            });
            return asked;
        }, cancellation));
    }

    /// <summary>The policy version that spares the withdrawal its mail; null when none does.</summary>
    private async Task<string?> ExemptionAsync(WithdrawalReference withdrawal, CancellationToken cancellation)
    {
        var policy = await policies.CurrentAsync(cancellation);
        if (policy.MailExemption is null)
        {
            return null;
        }

        var document = await decider.ReadAsync(withdrawal, cancellation);
        return policy.IsExemptFromMail(await facts.OfAsync(document, cancellation)) ? $"{policy.Id}:{policy.Version}" : null;
    }

    private Dictionary<string, string> ValuesOf(WithdrawalDocument withdrawal, DateTimeOffset deadline)
    {
        var asset = assets.Get(withdrawal.Asset);
        return ConfirmWithdrawalMail.ValuesOf(
            withdrawal, new Amount(withdrawal.Units, asset).ToString(), new Amount(withdrawal.FeeUnits, asset).ToString(),
            deadline.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
    }
}
