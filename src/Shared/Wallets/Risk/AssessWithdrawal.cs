using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Risk;

/// <summary>Gathers the evidence about a withdrawal from its customer's records, and judges it.</summary>
public sealed class AssessWithdrawal(
    RiskHistory history, IUsdValuation valuation, WithdrawalPolicies policies, WithdrawalLimits limits, WithdrawalRiskOptions options, AssetCatalog assets)
{
    /// <summary>Judges how risky the withdrawal looks.</summary>
    public async Task<RiskAssessment> ExecuteAsync(WithdrawalDocument document, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var asked = StoredTime.Parse(document.WithdrawalTime);
        var amount = new Amount(document.Units, assets.Get(document.Asset));
        var policy = await policies.CurrentAsync(cancellation);
        return WithdrawalRisk.Assess(
            new RiskEvidence(asked, amount, await valuation.ValueAsync(amount, cancellation))
            {
                DeviceSince = document.Checks?.DeviceSince,
                WasPaidBefore = await history.HasAsync<WithdrawalDocument>(
                    document.UserId, WithdrawalDocument.ByTime,
                    one => (one.Network, one.Address, one.Status) == (document.Network, document.Address, WithdrawalStatus.Completed), cancellation),
                AddressRisk = document.Checks?.Screening is { Outcome: AddressScreeningOutcome.Risky, Hits: [var hit, ..] } ? hit.Explanation : null,
                Quiet = await history.QuietAsync(document.UserId, asked, cancellation),
                Deposited = await history.DepositedAsync(document.UserId, amount.Asset, asked, cancellation),
                Thresholds = ThresholdsOf(policy, limits.Of(document.KycLevel)),
            },
            options);
    }

    /// <summary>The values at which a rule begins or ends, and the level's limit.</summary>
    internal IReadOnlyList<ValueThreshold> ThresholdsOf(WithdrawalPolicy policy, LevelLimits level) =>
    [
        .. ValueThreshold.Of(policy.Rules),
        new ValueThreshold($"the limit of 24 hours at level {level.Level}", new Amount(level.Day.UsdUnits, assets.Get("USD"))),
    ];
}
