using System.Globalization;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Makes the mails that ask a customer to confirm: each with a token of its own, of which only the last one is good.</summary>
public sealed class ConfirmationMails(MailTokens tokens, IIds ids, AssetCatalog assets)
{
    /// <summary>A mail with a fresh token, to be sent within a decision.</summary>
    internal Draft New(string withdrawalId) => new(tokens.Create(ConfirmWithdrawalMail.TemplateName, withdrawalId, ids.New()), ids.New(), assets);

    /// <summary>A mail that may be sent.</summary>
    internal sealed record Draft(MailToken Token, string MailId, AssetCatalog Assets)
    {
        /// <summary>Within a decision: sends it, and makes its token the one that is good.</summary>
        /// <param name="view">The decision's partition.</param>
        /// <param name="withdrawal">The withdrawal, with its deadline.</param>
        /// <param name="now">The time.</param>
        public WithdrawalDocument Send(PartitionView view, WithdrawalDocument withdrawal, DateTimeOffset now)
        {
            var asset = Assets.Get(withdrawal.Asset);
            view.SendMail(new MailOrder(MailId, withdrawal.UserId, ConfirmWithdrawalMail.TemplateName, now)
            {
                Token = Token.Seed,
                Values = ConfirmWithdrawalMail.ValuesOf(
                    withdrawal, asset.Format(withdrawal.Units), asset.Format(withdrawal.FeeUnits),
                    StoredTime.Parse(withdrawal.Deadline!).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            });
            return withdrawal with
            {
                ConfirmationHash = Token.Hash, ConfirmationMails = withdrawal.ConfirmationMails + 1, ConfirmationMailTime = withdrawal.ConfirmationMails == 0 ? null : StoredTime.Format(now),
            };
        }
    }
}
