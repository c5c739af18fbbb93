using CryptoVault.Accounts;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.Withdrawals.Switches;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>
/// Hands an approved withdrawal to custody. Before the first call the state is compared and set to submitting, from
/// which the customer cannot cancel; the call carries the withdrawal's id, so that however often it is made, custody
/// pays once. When custody cannot be reached, nothing is known, so nothing is given back. While the kill switch is on,
/// nothing is handed over: the withdrawal waits where it is. Of an account that was frozen or closed meanwhile nothing leaves:
/// the money stays in it.
/// </summary>
public sealed class SubmitWithdrawal(
    WithdrawalDecider decider, ICustody custody, WithdrawalSwitches switches, SendTravelRuleMessage travelRule, GetDepositAddress addresses, AssetCatalog assets,
    WithdrawalOptions options, ILogger<SubmitWithdrawal> logger)
{
    private const string AccountIsOver = "The account was frozen or closed before the withdrawal was sent.";

    /// <summary>From auto_approved or approved over submitting to broadcast; to failed when custody refuses or the account is not active; to manual_review when it stays silent.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (IsToBeSubmitted(document) && (await switches.ReadAsync(cancellation)).Of(document.Asset) is not null)
        {
            return new WithdrawalProgress(document.Status, decider.Clock.GetUtcNow() + options.PausePoll);
        }

        document = await decider.DecideAsync(
            withdrawal,
            (book, approved) => approved.Status is not (WithdrawalStatus.AutoApproved or WithdrawalStatus.Approved) ? approved
                : AccountNotActive.Of(book.View.Find<ProfileDocument>(ProfileDocument.DocumentId)) is not null ? book.GiveBack(approved, WithdrawalStatus.Failed, AccountIsOver)
                : book.Move(approved, WithdrawalStatus.Submitting),
            cancellation);
        if (document.Status != WithdrawalStatus.Submitting)
        {
            return ProgressOf(document);
        }

        await travelRule.ExecuteAsync(document, cancellation); // before the money leaves; repeated with the step

        try
        {
            var payment = await PaymentOfAsync(document, cancellation);
            if (!payment.IsSuccess)
            {
                logger.LogWarning("Withdrawal {Withdrawal} waits for its return reference: {Reason}", withdrawal.WithdrawalId, payment.Error.Message);
                return ProgressOf(await decider.FromAsync(withdrawal, WithdrawalStatus.Submitting, GiveUpWhenLate, cancellation));
            }

            var answer = await custody.SubmitAsync(payment.Value, cancellation);
            document = await decider.FromAsync(
                withdrawal, WithdrawalStatus.Submitting, (book, submitted) => Record(book, submitted, answer), cancellation);
        }
        catch (CustodyUnavailableException exception)
        {
            logger.LogWarning(exception, "Custody did not answer the submission of withdrawal {Withdrawal}.", withdrawal.WithdrawalId);
            document = await decider.FromAsync(withdrawal, WithdrawalStatus.Submitting, GiveUpWhenLate, cancellation);
        }

        return ProgressOf(document);
    }

    /// <summary>
    /// What custody is asked for. A bank is told the customer's own reference, for what the beneficiary's bank sends back;
    /// without it that money would be nobody's, so there is no payment without it. Coins do not come back.
    /// </summary>
    private async Task<Result<CustodyWithdrawal>> PaymentOfAsync(WithdrawalDocument document, CancellationToken cancellation)
    {
        var payment = new CustodyWithdrawal(document.WithdrawalId, document.Network, new Amount(document.Units, assets.Get(document.Asset)), document.Address);
        if (!NetworkNames.IsBank(document.Network))
        {
            return payment;
        }

        var reference = await addresses.ForReturnsAsync(document.UserId, document.Asset, document.Network, cancellation);
        return reference.Map(found => payment with { ReturnAddress = found.Address });
    }

    private static bool IsToBeSubmitted(WithdrawalDocument document) =>
        document.Status is WithdrawalStatus.AutoApproved or WithdrawalStatus.Approved or WithdrawalStatus.Submitting;

    private static Result<WithdrawalDocument> Record(WithdrawalBook book, WithdrawalDocument document, CustodySubmission answer) => answer.Answer switch
    {
        CustodyAnswer.Accepted => book.Move(document with { TransactionId = answer.TransactionId }, WithdrawalStatus.Broadcast),
        _ => book.GiveBack(document, WithdrawalStatus.Failed, answer.Reason ?? "Custody refused it."),
    };

    private Result<WithdrawalDocument> GiveUpWhenLate(WithdrawalBook book, WithdrawalDocument document)
    {
        if (book.Now - StoredTime.Parse(document.StatusTime) < options.CustodyPatience)
        {
            return document;
        }

        logger.LogError("Withdrawal {Withdrawal} needs manual review: custody cannot be reached.", document.WithdrawalId);
        return book.Move(document, WithdrawalStatus.ManualReview, "Custody could not be reached; it is not known whether it pays.");
    }

    private WithdrawalProgress ProgressOf(WithdrawalDocument document)
    {
        var isWaiting = document.Status is WithdrawalStatus.Submitting or WithdrawalStatus.Broadcast;
        return new WithdrawalProgress(
            document.Status, isWaiting ? options.NextPoll(StoredTime.Parse(document.StatusTime), decider.Clock.GetUtcNow()) : null);
    }
}
