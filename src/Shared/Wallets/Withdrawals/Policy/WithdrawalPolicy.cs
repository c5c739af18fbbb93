using CryptoVault.Compliance.Cases;
using CryptoVault.Money;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>What a policy rule decides.</summary>
public enum PolicyOutcome
{
    /// <summary>It goes without a person.</summary>
    Allow,
    /// <summary>It does not go.</summary>
    Block,
    /// <summary>People must approve.</summary>
    Approve,
}

/// <summary>What a policy looks at.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="Value">The value in US dollars; null when it is not known.</param>
/// <param name="KycLevel">The customer's level.</param>
public sealed record PolicyFacts(string Asset, string Network, Amount? Value, int KycLevel);

/// <summary>One rule: it matches when every condition that it states holds. A value that is not known is in no range.</summary>
/// <param name="Name">The rule's name, unique in its policy.</param>
/// <param name="Outcome">What it decides.</param>
public sealed record PolicyRule(string Name, PolicyOutcome Outcome)
{
    /// <summary>The assets; null for all.</summary>
    public IReadOnlyList<string>? Assets { get; init; }

    /// <summary>The networks; null for all.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>The least value in US dollars, inclusive; null for any.</summary>
    public Amount? FromValue { get; init; }

    /// <summary>The value in US dollars that it stays under; null for any.</summary>
    public Amount? BelowValue { get; init; }

    /// <summary>The least identification level; null for any.</summary>
    public int? MinKycLevel { get; init; }

    /// <summary>Who must approve, when people must.</summary>
    public ApprovalQuorum? Quorum { get; init; }

    /// <summary>True when the rule is meant for it.</summary>
    public bool Matches(PolicyFacts facts) =>
        (Assets is null || Assets.Contains(facts.Asset))
        && (Networks is null || Networks.Contains(facts.Network))
        && (FromValue is not { } from || (facts.Value is { } value && value >= from))
        && (BelowValue is not { } below || (facts.Value is { } worth && worth < below))
        && (MinKycLevel is not { } level || facts.KycLevel >= level);
}

/// <summary>What a policy said, as it is recorded.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="PolicyVersion">Its version.</param>
/// <param name="Rule">The rule that matched, or <see cref="WithdrawalPolicy.NoRule"/>.</param>
/// <param name="Outcome">What it decided.</param>
/// <param name="Value">The value in US dollars that it looked at; null when it was not known.</param>
/// <param name="Quorum">Who must approve; null when nobody must.</param>
public sealed record PolicyDecision(
    string PolicyId, int PolicyVersion, string Rule, PolicyOutcome Outcome, string? Value, ApprovalQuorum? Quorum);

/// <summary>An ordered list of rules: the first that matches decides. When none does, people must approve.</summary>
/// <param name="Id">The policy.</param>
/// <param name="Version">Its version: each published change is a new one.</param>
/// <param name="Rules">The rules, in order.</param>
/// <param name="Otherwise">Who must approve when no rule matches.</param>
public sealed record WithdrawalPolicy(string Id, int Version, IReadOnlyList<PolicyRule> Rules, ApprovalQuorum Otherwise)
{
    /// <summary>The name under which "no rule matched" is recorded.</summary>
    public const string NoRule = "no-rule";

    /// <summary>Decides: pure.</summary>
    public PolicyDecision Decide(PolicyFacts facts)
    {
        var value = facts.Value?.ToString();
        foreach (var rule in Rules)
        {
            if (rule.Matches(facts))
            {
                return new PolicyDecision(
                    Id, Version, rule.Name, rule.Outcome, value, rule.Outcome == PolicyOutcome.Approve ? rule.Quorum ?? Otherwise : null);
            }
        }

        return new PolicyDecision(Id, Version, NoRule, PolicyOutcome.Approve, value, Otherwise);
    }
}
