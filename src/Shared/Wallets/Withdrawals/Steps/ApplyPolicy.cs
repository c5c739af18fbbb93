using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ids;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Asks the policy whether the withdrawal goes by itself, needs people, or does not go; records the rule that decided.</summary>
public sealed class ApplyPolicy(WithdrawalDecider decider, WithdrawalPolicies policies, WithdrawalFacts facts, WithdrawalOptions options)
{
    /// <summary>Who decides on a withdrawal to a sanctioned address or name: two compliance officers.</summary>
    private static readonly ApprovalQuorum HitQuorum = new([new ApprovalGroup([RoleNames.Of(Role.ComplianceOfficer)], 2)]);

    /// <summary>From policy to auto_approved, pending_approval, or rejected with the hold released.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.Status != WithdrawalStatus.Policy)
        {
            return WithdrawalDecider.ProgressOf(document);
        }

        var decision = Decide(await policies.CurrentAsync(cancellation), document, await facts.OfAsync(document, cancellation));
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(
            withdrawal, WithdrawalStatus.Policy, (book, decided) => Apply(book, decided with { PolicyDecision = decision }, decision), cancellation));
    }

    /// <summary>A hit of screening is above all rules: nothing lets such a withdrawal go but people.</summary>
    private static PolicyDecision Decide(WithdrawalPolicy policy, WithdrawalDocument document, PolicyFacts facts) =>
        document.Checks is { IsScreeningHit: true }
            ? new PolicyDecision(policy.Id, policy.Version, WithdrawalPolicy.ScreeningRule, PolicyOutcome.Approve, facts.Value?.ToString(), HitQuorum)
            : policy.Decide(facts);

    private Result<WithdrawalDocument> Apply(WithdrawalBook book, WithdrawalDocument document, PolicyDecision decision) => decision.Outcome switch
    {
        PolicyOutcome.Allow => book.Move(document, WithdrawalStatus.AutoApproved),
        PolicyOutcome.Block => book.GiveBack(document, WithdrawalStatus.Rejected, ScreenWithdrawal.NeutralReason),
        _ => book.Move(
            document with
            {
                CaseId = DerivedId.Of("case", "withdrawal-approval", document.WithdrawalId),
                Deadline = StoredTime.Format(book.Now + options.ApprovalTimeout),
            },
            WithdrawalStatus.PendingApproval),
    };
}
