using System.Globalization;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Mails the customer a token to confirm with, once.</summary>
public sealed class AskForConfirmation(WithdrawalDecider decider, MailTokens tokens, IIds ids, AssetCatalog assets, WithdrawalOptions options)
{
    /// <summary>From requested to email_confirmation.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
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

    private Dictionary<string, string> ValuesOf(WithdrawalDocument withdrawal, DateTimeOffset deadline)
    {
        var asset = assets.Get(withdrawal.Asset);
        return ConfirmWithdrawalMail.ValuesOf(
            withdrawal, new Amount(withdrawal.Units, asset).ToString(), new Amount(withdrawal.FeeUnits, asset).ToString(),
            deadline.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
    }
}
