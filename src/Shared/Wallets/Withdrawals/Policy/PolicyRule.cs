using CryptoVault.Compliance.Cases;
using CryptoVault.Money;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>Whether a rule is meant for a withdrawal.</summary>
public enum PolicyMatch
{
    /// <summary>It is not: a condition does not hold.</summary>
    No,
    /// <summary>It is: all conditions hold.</summary>
    Yes,
    /// <summary>Nobody can say: a fact that a condition asks for is not known, and all others hold.</summary>
    Unknown,
}

/// <summary>Values in US dollars.</summary>
/// <param name="From">The least, inclusive; null for any.</param>
/// <param name="Below">What they stay under; null for any.</param>
public sealed record ValueRange(Amount? From, Amount? Below);

/// <summary>One rule: it matches when every condition that it states holds.</summary>
/// <param name="Name">The rule's name, unique in its policy.</param>
/// <param name="Outcome">What it decides.</param>
public sealed record PolicyRule(string Name, PolicyOutcome Outcome)
{
    /// <summary>The assets; null for all.</summary>
    public IReadOnlyList<string>? Assets { get; init; }

    /// <summary>The networks; null for all.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>The value of the withdrawal; null for any.</summary>
    public ValueRange? Value { get; init; }

    /// <summary>The value of 24 hours, with this withdrawal; null for any.</summary>
    public ValueRange? DayValue { get; init; }

    /// <summary>The value of 30 days, with this withdrawal; null for any.</summary>
    public ValueRange? MonthValue { get; init; }

    /// <summary>Where it goes; null for anywhere.</summary>
    public IReadOnlyList<DestinationKind>? Destinations { get; init; }

    /// <summary>For how many days at least the address is known; null for any.</summary>
    public int? MinKnownDays { get; init; }

    /// <summary>The customer's countries; null for all.</summary>
    public IReadOnlyList<string>? Countries { get; init; }

    /// <summary>The least identification level; null for any.</summary>
    public int? MinKycLevel { get; init; }

    /// <summary>The highest identification level; null for any.</summary>
    public int? MaxKycLevel { get; init; }

    /// <summary>The least tier; null for any.</summary>
    public int? MinTier { get; init; }

    /// <summary>The highest tier; null for any.</summary>
    public int? MaxTier { get; init; }

    /// <summary>The least risk score; null for any.</summary>
    public int? MinRisk { get; init; }

    /// <summary>The highest risk score; null for any.</summary>
    public int? MaxRisk { get; init; }

    /// <summary>True for programs only, false for people only; null for both.</summary>
    public bool? ByApiKey { get; init; }

    /// <summary>Who must approve, when people must.</summary>
    public ApprovalQuorum? Quorum { get; init; }

    /// <summary>Whether the rule is meant for it.</summary>
    public PolicyMatch Match(PolicyFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        PolicyMatch[] conditions =
        [
            In(Assets, facts.Asset),
            In(Networks, facts.Network),
            In(Countries, facts.Country),
            Destinations is null ? PolicyMatch.Yes : facts.Destination is { } destination ? Of(Destinations.Contains(destination)) : PolicyMatch.Unknown,
            Between(Value, facts.Value),
            Between(DayValue, facts.DayValue),
            Between(MonthValue, facts.MonthValue),
            Between(MinKnownDays, null, facts.KnownDays),
            Between(MinKycLevel, MaxKycLevel, facts.KycLevel),
            Between(MinTier, MaxTier, facts.Tier),
            Between(MinRisk, MaxRisk, facts.Risk),
            Of(ByApiKey is null || ByApiKey == facts.IsByApiKey),
        ];
        return conditions.Contains(PolicyMatch.No) ? PolicyMatch.No : conditions.Contains(PolicyMatch.Unknown) ? PolicyMatch.Unknown : PolicyMatch.Yes;
    }

    private static PolicyMatch Of(bool holds) => holds ? PolicyMatch.Yes : PolicyMatch.No;

    private static PolicyMatch In(IReadOnlyList<string>? wanted, string? fact) =>
        wanted is null ? PolicyMatch.Yes : fact is null ? PolicyMatch.Unknown : Of(wanted.Contains(fact));

    private static PolicyMatch Between(int? min, int? max, int? fact) =>
        min is null && max is null ? PolicyMatch.Yes : fact is not { } known ? PolicyMatch.Unknown : Of(!(known < min) && !(known > max));

    private static PolicyMatch Between(ValueRange? range, Amount? fact) =>
        range is null || (range.From is null && range.Below is null) ? PolicyMatch.Yes
        : fact is not { } value ? PolicyMatch.Unknown
        : Of(!(range.From is { } from && value < from) && !(range.Below is { } below && value >= below));
}
