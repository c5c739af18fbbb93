using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Results;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.TravelRule;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Screens where the money goes and who is said to get it, and judges how risky it looks. Without a list it waits: nothing is taken for clear.</summary>
public sealed class ScreenWithdrawal(WithdrawalDecider decider, IAddressScreening addresses, INameScreening names, ReadTravelRuleData travelRule, AssessWithdrawal assess)
{
    /// <summary>
    /// What a customer is told whose withdrawal was not carried out, whatever the reason: whoever is on a list must not learn it from us.
    /// </summary>
    internal const string NeutralReason = "We cannot carry out this withdrawal.";

    /// <summary>
    /// From screening to policy, or to rejected with the hold released when the address stands on the house's own block list. A
    /// hit on a list of sanctions goes on to the policy step, which has people decide.
    /// </summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.Status != WithdrawalStatus.Screening)
        {
            return WithdrawalDecider.ProgressOf(document);
        }

        var screened = await addresses.ScreenAsync(document.Network, document.Address, cancellation);
        if (!screened.IsSuccess)
        {
            throw WithdrawalDecider.Failure(withdrawal, screened.Error);
        }

        var named = await ScreenNamesAsync(document, cancellation);
        if (named is { IsSuccess: false })
        {
            throw WithdrawalDecider.Failure(withdrawal, named.Value.Error);
        }

        WithdrawalDocument Screened(WithdrawalDocument found) =>
            found with { Checks = (found.Checks ?? WithdrawalChecks.None) with { Screening = screened.Value, Names = named?.Value } };

        var risk = await assess.ExecuteAsync(Screened(document), cancellation);
        var isBlocked = screened.Value.Hits.Any(hit => hit.List == AddressLists.OwnBlockList);
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(
            withdrawal, WithdrawalStatus.Screening,
            (book, found) =>
            {
                var checkedDocument = Screened(found);
                checkedDocument = checkedDocument with { Checks = checkedDocument.Checks! with { Risk = risk } };
                return isBlocked
                    ? book.GiveBack(checkedDocument, WithdrawalStatus.Rejected, NeutralReason)
                    : book.Move(checkedDocument, WithdrawalStatus.Policy);
            },
            cancellation));
    }

    /// <summary>Screens the beneficiary and who keeps the wallet; null when the customer named nobody.</summary>
    private async ValueTask<Result<NameScreeningResult>?> ScreenNamesAsync(WithdrawalDocument document, CancellationToken cancellation) =>
        await travelRule.FindAsync(document, cancellation) is { BeneficiaryNames: { Count: > 0 } told } ? await names.ScreenAsync(told, cancellation) : default(Result<NameScreeningResult>?);
}
