using CryptoVault.Accounts;
using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Workflows;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>
/// The customer confirms with the token from the mail. Sending it again, after an answer was lost, changes nothing
/// and answers alike.
/// </summary>
public sealed class ConfirmWithdrawal(Partitions partitions, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Confirms.</summary>
    /// <returns>The withdrawal, or <see cref="WithdrawalNotFound"/>, <see cref="ConfirmationTokenInvalid"/>, <see cref="WithdrawalNotConfirmable"/>.</returns>
    public Task<Result<WithdrawalDocument>> ExecuteAsync(WithdrawalReference withdrawal, string token, CancellationToken cancellation = default) =>
        partitions.DecideAsync(
            LedgerPartitions.OfUser(withdrawal.UserId),
            view => Confirm(new WithdrawalBook(view, assets, clock.GetUtcNow(), withdrawal.UserId), withdrawal, token),
            cancellation);

    private static Result<WithdrawalDocument> Confirm(WithdrawalBook book, WithdrawalReference withdrawal, string token)
    {
        if (book.Find(withdrawal.WithdrawalId) is not { } document)
        {
            return new WithdrawalNotFound();
        }

        if (document.ConfirmationHash is not { } hash || !MailTokens.Matches(token, hash))
        {
            return new ConfirmationTokenInvalid();
        }

        if (AccountNotActive.Of(book.View.Find<ProfileDocument>(ProfileDocument.DocumentId)) is { } notActive)
        {
            return notActive;
        }

        if (document.Steps.Any(step => step.Status == WithdrawalStatus.Screening))
        {
            return document;
        }

        if (document.Status != WithdrawalStatus.EmailConfirmation)
        {
            return new WithdrawalNotConfirmable(document.Status);
        }

        if (book.Now >= StoredTime.Parse(document.Deadline!))
        {
            return new WithdrawalNotConfirmable(WithdrawalStatus.Expired);
        }

        var confirmed = book.Move(document, WithdrawalStatus.Screening);
        book.View.WakeWorkflow(withdrawal.InstanceId, "confirmed");
        return confirmed;
    }
}
