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

/// <summary>What a policy looks at. What is not known is null.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="Value">The value in US dollars.</param>
/// <param name="KycLevel">The customer's level.</param>
public sealed record PolicyFacts(string Asset, string Network, Amount? Value, int KycLevel)
{
    /// <summary>The value of all withdrawals of 24 hours, with this one, in US dollars.</summary>
    public Amount? DayValue { get; init; }

    /// <summary>The value of all withdrawals of 30 days, with this one, in US dollars.</summary>
    public Amount? MonthValue { get; init; }

    /// <summary>Where it goes.</summary>
    public DestinationKind? Destination { get; init; }

    /// <summary>For how many whole days the address is in force in the customer's address book; 0 when it is not.</summary>
    public int KnownDays { get; init; }

    /// <summary>The customer's country, ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>The row of the fee table that the customer's volume reached; 0 for none.</summary>
    public int? Tier { get; init; }

    /// <summary>The risk score, 0 to 100.</summary>
    public int? Risk { get; init; }

    /// <summary>True when a program asked, by an API key.</summary>
    public bool IsByApiKey { get; init; }
}

/// <summary>What a policy said, as it is recorded.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="PolicyVersion">Its version.</param>
/// <param name="Rule">The rule that matched, or one of <see cref="WithdrawalPolicy.NoRule"/>, <see cref="WithdrawalPolicy.ScreeningRule"/>.</param>
/// <param name="Outcome">What it decided.</param>
/// <param name="Value">The value in US dollars that it looked at; null when it was not known.</param>
/// <param name="Quorum">Who must approve; null when nobody must.</param>
public sealed record PolicyDecision(
    string PolicyId, int PolicyVersion, string Rule, PolicyOutcome Outcome, string? Value, ApprovalQuorum? Quorum);

/// <summary>Which withdrawals need no confirmation by mail: small ones to addresses that are known for long.</summary>
/// <param name="BelowValue">The value in US dollars that they stay under.</param>
/// <param name="KnownDays">For how many days at least the address is in force in the customer's address book.</param>
public sealed record MailExemption(Amount BelowValue, int KnownDays)
{
    /// <summary>The fewest days that an address must be known for.</summary>
    public const int FewestDays = 7;

    /// <summary>True when the withdrawal needs no confirmation. A value that is not known is not small.</summary>
    public bool Covers(PolicyFacts facts) =>
        facts.Destination == DestinationKind.Whitelisted && facts.KnownDays >= KnownDays && facts.Value is { } value && value < BelowValue;
}

/// <summary>
/// An ordered list of rules: the first that matches decides, and nothing after it changes that. When none does, people must
/// approve. A fact that is not known is in no range, so it is never let through for little: where a blocking rule cannot be
/// judged for lack of a fact, people must approve.
/// </summary>
/// <param name="Id">The policy.</param>
/// <param name="Version">Its version: each published change is a new one.</param>
/// <param name="Rules">The rules, in order.</param>
/// <param name="Otherwise">Who must approve when no rule matches.</param>
public sealed record WithdrawalPolicy(string Id, int Version, IReadOnlyList<PolicyRule> Rules, ApprovalQuorum Otherwise)
{
    /// <summary>The name under which "no rule matched" is recorded.</summary>
    public const string NoRule = "no-rule";

    /// <summary>The name under which "screening found the address on a list" is recorded: no rule lets such a withdrawal go.</summary>
    public const string ScreeningRule = "screening-hit";

    /// <summary>What needs no confirmation by mail; null when everything does.</summary>
    public MailExemption? MailExemption { get; init; }

    /// <summary>Decides: pure.</summary>
    public PolicyDecision Decide(PolicyFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var value = facts.Value?.ToString();
        foreach (var rule in Rules)
        {
            var match = rule.Match(facts);
            if (match == PolicyMatch.Yes || (match == PolicyMatch.Unknown && rule.Outcome != PolicyOutcome.Allow))
            {
                var outcome = match == PolicyMatch.Unknown ? PolicyOutcome.Approve : rule.Outcome;
                return new PolicyDecision(
                    Id, Version, rule.Name, outcome, value, outcome == PolicyOutcome.Approve ? rule.Quorum ?? Otherwise : null);
            }
        }

        return new PolicyDecision(Id, Version, NoRule, PolicyOutcome.Approve, value, Otherwise);
    }

    /// <summary>
    /// Decides on what is made at once, without people: rules that have people approve are passed over, and so is having none. A
    /// blocking rule that cannot be judged for lack of a fact blocks.
    /// </summary>
    public PolicyDecision DecideAtOnce(PolicyFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var value = facts.Value?.ToString();
        var decides = Rules.FirstOrDefault(rule => rule.Outcome switch
        {
            PolicyOutcome.Allow => rule.Match(facts) == PolicyMatch.Yes,
            PolicyOutcome.Block => rule.Match(facts) != PolicyMatch.No,
            _ => false,
        });
        return new PolicyDecision(Id, Version, decides?.Name ?? NoRule, decides?.Outcome ?? PolicyOutcome.Allow, value, null);
    }

    /// <summary>True when it needs no confirmation by mail. What would be blocked is not exempt.</summary>
    public bool IsExemptFromMail(PolicyFacts facts) =>
        MailExemption is { } exemption && exemption.Covers(facts) && Decide(facts).Outcome != PolicyOutcome.Block;
}
