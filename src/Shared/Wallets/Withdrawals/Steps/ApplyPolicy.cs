using CryptoVault.Ids;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Asks the policy whether the withdrawal goes by itself, needs people, or does not go; records the rule that decided.</summary>
public sealed class ApplyPolicy(
    WithdrawalDecider decider, IUsdValuation valuation, WithdrawalPolicy policy, AssetCatalog assets, WithdrawalOptions options)
{
    /// <summary>From policy to auto_approved, pending_approval, or rejected with the hold released.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.Status != WithdrawalStatus.Policy)
        {
            return WithdrawalDecider.ProgressOf(document);
        }

        var value = await valuation.ValueAsync(new Amount(document.Units, assets.Get(document.Asset)), cancellation);
        var decision = policy.Decide(new PolicyFacts(document.Asset, document.Network, value, document.KycLevel));
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(
            withdrawal, WithdrawalStatus.Policy, (book, decided) => Apply(book, decided with { PolicyDecision = decision }, decision), cancellation));
    }

    private Result<WithdrawalDocument> Apply(WithdrawalBook book, WithdrawalDocument document, PolicyDecision decision) => decision.Outcome switch
    {
        PolicyOutcome.Allow => book.Move(document, WithdrawalStatus.AutoApproved),
        PolicyOutcome.Block => book.GiveBack(document, WithdrawalStatus.Rejected, "The withdrawal policy does not allow it."),
        _ => book.Move(
            document with
            {
                CaseId = DerivedId.Of("case", "withdrawal-approval", document.WithdrawalId),
                Deadline = StoredTime.Format(book.Now + options.ApprovalTimeout),
            },
            WithdrawalStatus.PendingApproval),
    };
}
