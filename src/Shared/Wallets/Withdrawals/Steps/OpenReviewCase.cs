using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ids;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>
/// Opens the case in which people choose the way out of a manual review: one of the treasury or an administrator, and
/// one of compliance. Its id is derived from the withdrawal and the number of its review, so there is one.
/// </summary>
public sealed class OpenReviewCase(WithdrawalDecider decider, CaseDesk desk)
{
    /// <summary>Money that nobody knows about comes before approvals.</summary>
    private const int Priority = 20;

    private static readonly TimeSpan Due = TimeSpan.FromHours(24);

    private static readonly ApprovalQuorum Quorum = new(
    [
        new ApprovalGroup([RoleNames.Of(Role.Treasury), RoleNames.Of(Role.Admin)], 1),
        new ApprovalGroup([RoleNames.Of(Role.ComplianceReviewer), RoleNames.Of(Role.ComplianceOfficer)], 1),
    ]);

    /// <summary>The case of a withdrawal's present review.</summary>
    internal static string CaseIdOf(WithdrawalDocument document) => DerivedId.Of("case", "withdrawal-review", document.WithdrawalId, $"{document.ReviewNumber}");

    /// <summary>Opens it if the withdrawal is in manual review.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.Status == WithdrawalStatus.ManualReview)
        {
            var opened = await desk.OpenAsync(CaseOf(withdrawal, document), cancellation);
            if (!opened.IsSuccess)
            {
                throw WithdrawalDecider.Failure(withdrawal, opened.Error);
            }
        }

        return WithdrawalDecider.ProgressOf(document);
    }

    private CaseDocument CaseOf(WithdrawalReference withdrawal, WithdrawalDocument document)
    {
        var now = decider.Clock.GetUtcNow();
        return new CaseDocument(
            CaseIdOf(document), CaseType.WithdrawalReview, CaseState.Open, Priority, StoredTime.Format(now), StoredTime.Format(now + Due), Quorum, withdrawal.InstanceId, 1)
        {
            Withdrawal = new WithdrawalSubject(
                document.WithdrawalId, document.UserId, document.Asset, document.Network, document.Address, document.Units, document.Reason ?? ""),
        };
    }
}
