using System.Globalization;
using CryptoVault.Money;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Risk;

/// <summary>A value at which more would be asked of the customer.</summary>
/// <param name="Name">What it is, for reviewers.</param>
/// <param name="Value">The value in US dollars.</param>
public sealed record ValueThreshold(string Name, Amount Value)
{
    /// <summary>The values at which rules of a policy begin or end.</summary>
    public static IEnumerable<ValueThreshold> Of(IEnumerable<PolicyRule> rules) => rules.SelectMany(
        rule => new[] { rule.Value?.From, rule.Value?.Below }.OfType<Amount>().Select(value => new ValueThreshold($"the rule {rule.Name} of the policy", value)));
}

/// <summary>What is known about a withdrawal and how it came to be.</summary>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="Amount">What the beneficiary gets.</param>
/// <param name="Value">Its value in US dollars; null when it is not known.</param>
public sealed record RiskEvidence(DateTimeOffset AskedAt, Amount Amount, Amount? Value)
{
    /// <summary>When the session's device was first seen; null when no device is known.</summary>
    public DateTimeOffset? DeviceSince { get; init; }

    /// <summary>True when a withdrawal to the address was paid before.</summary>
    public bool WasPaidBefore { get; init; }

    /// <summary>Why the address stands for risk; null when nothing is known against it.</summary>
    public string? AddressRisk { get; init; }

    /// <summary>The longest quiet time that ended of late: nothing was booked between these two times; null when there was none.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Quiet { get; init; }

    /// <summary>What of the asset came in of late.</summary>
    public Amount? Deposited { get; init; }

    /// <summary>The values at which more would be asked.</summary>
    public IReadOnlyList<ValueThreshold> Thresholds { get; init; } = [];
}

/// <summary>Judges how risky a withdrawal looks: pure. Each factor stands alone; the score is their sum.</summary>
public static class WithdrawalRisk
{
    /// <summary>Judges.</summary>
    public static RiskAssessment Assess(RiskEvidence evidence, WithdrawalRiskOptions options)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(options);
        RiskFactor?[] factors =
        [
            NewDevice(evidence, options), NewAddress(evidence, options), RiskyAddress(evidence, options), Dormant(evidence, options), JustDeposited(evidence, options), JustUnder(evidence, options),
        ];
        return RiskAssessment.Of(factors.OfType<RiskFactor>().Where(factor => factor.Points > 0));
    }

    private static RiskFactor? NewDevice(RiskEvidence evidence, WithdrawalRiskOptions options) =>
        evidence.DeviceSince is { } since && evidence.AskedAt - since < options.NewDeviceFor
            ? new RiskFactor(RiskFactors.NewDevice, options.NewDevicePoints, Text($"The device was first seen at {since:yyyy-MM-dd HH:mm} UTC; it is new for {options.NewDeviceFor.TotalDays:0.#} days."))
            : null;

    private static RiskFactor? NewAddress(RiskEvidence evidence, WithdrawalRiskOptions options) =>
        !evidence.WasPaidBefore ? new RiskFactor(RiskFactors.NewAddress, options.NewAddressPoints, "Nothing was ever paid to the address.") : null;

    private static RiskFactor? RiskyAddress(RiskEvidence evidence, WithdrawalRiskOptions options) =>
        evidence.AddressRisk is { } why ? new RiskFactor(RiskFactors.RiskyAddress, options.RiskyAddressPoints, why) : null;

    private static RiskFactor? Dormant(RiskEvidence evidence, WithdrawalRiskOptions options) =>
        evidence.Quiet is { } quiet && quiet.To - quiet.From >= options.DormantAfter && evidence.AskedAt - quiet.To < options.AwakeFor
            ? new RiskFactor(
                RiskFactors.DormantAccount, options.DormantPoints,
                Text($"Nothing was booked for {(quiet.To - quiet.From).TotalDays:0} days until {quiet.To:yyyy-MM-dd HH:mm} UTC; {options.DormantAfter.TotalDays:0} days count as dormant."))
            : null;

    private static RiskFactor? JustDeposited(RiskEvidence evidence, WithdrawalRiskOptions options) =>
        evidence.Deposited is { IsPositive: true } deposited && MoneyMath.MulDiv(deposited.Units, 100, 1, Rounding.Down) >= MoneyMath.MulDiv(evidence.Amount.Units, options.JustDepositedPercent, 1, Rounding.Down)
            ? new RiskFactor(
                RiskFactors.DepositThenWithdraw, options.JustDepositedPoints,
                Text($"{deposited} {deposited.Asset} came in within {options.JustDepositedFor.TotalHours:0} hours, and {evidence.Amount} are withdrawn; from {options.JustDepositedPercent} % on it counts."))
            : null;

    /// <summary>The lowest threshold that the value stays just under.</summary>
    private static RiskFactor? JustUnder(RiskEvidence evidence, WithdrawalRiskOptions options) =>
        evidence.Value is { } value
        && evidence.Thresholds.Where(one => value < one.Value && value.Units * 100 >= one.Value.Units * options.JustUnderPercent).MinBy(one => one.Value.Units) is { } threshold
            ? new RiskFactor(
                RiskFactors.JustUnderThreshold, options.JustUnderPoints,
                Text($"The value of {value} USD stays just under {threshold.Value} USD: {threshold.Name}."))
            : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
