using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Money;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>People who must approve, as configured.</summary>
public sealed record ApprovalGroupOptions
{
    /// <summary>The names of the roles, each of which serves.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How many people.</summary>
    public int Count { get; init; } = 1;
}

/// <summary>A rule, as configured. Values are plain decimal text in US dollars.</summary>
public sealed record PolicyRuleOptions
{
    /// <summary>The rule's name.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>allow</c>, <c>block</c> or <c>approve</c>.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The assets; none for all.</summary>
    public IReadOnlyList<string>? Assets { get; init; }

    /// <summary>The networks; none for all.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>The least value.</summary>
    public string? FromUsd { get; init; }

    /// <summary>The value that it stays under.</summary>
    public string? BelowUsd { get; init; }

    /// <summary>The least identification level.</summary>
    public int? MinKycLevel { get; init; }

    /// <summary>Who must approve; none for the policy's own.</summary>
    public IReadOnlyList<ApprovalGroupOptions>? Approvals { get; init; }
}

/// <summary>The policy in force, as configured under <c>Wallets:Withdrawals:Policy</c>.</summary>
public sealed record WithdrawalPolicyOptions
{
    /// <summary>The policy's id.</summary>
    public string Id { get; init; } = "configured";

    /// <summary>Its version; raise it with each change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The rules in order; none for the defaults.</summary>
    public IReadOnlyList<PolicyRuleOptions> Rules { get; init; } = [];

    /// <summary>Who must approve when no rule matches, or the rule does not say; none for the default: one reviewer, officer or treasurer.</summary>
    public IReadOnlyList<ApprovalGroupOptions> Approvals { get; init; } = [];

    private static readonly PolicyRuleOptions[] DefaultRules =
        [new() { Name = "small-automatic", Outcome = "allow", BelowUsd = "1000" }, new() { Name = "reviewer", Outcome = "approve" }];

    private static readonly ApprovalGroupOptions[] DefaultApprovals =
    [
        new() { Roles = [RoleNames.Of(Role.ComplianceReviewer), RoleNames.Of(Role.ComplianceOfficer), RoleNames.Of(Role.Treasury)] },
    ];

    /// <summary>The policy that this describes.</summary>
    /// <exception cref="ArgumentException">A rule is not valid; the message names it.</exception>
    public WithdrawalPolicy ToPolicy(AssetCatalog assets)
    {
        var rules = (Rules.Count == 0 ? DefaultRules : Rules).Select(rule => ToRule(rule, assets)).ToArray();
        if (rules.DistinctBy(rule => rule.Name).Count() != rules.Length)
        {
            throw new ArgumentException("Wallets:Withdrawals:Policy: a rule's name stands twice.");
        }

        return new WithdrawalPolicy(Id, Version, rules, ToQuorum("Approvals", Approvals.Count == 0 ? DefaultApprovals : Approvals));
    }

    private static PolicyRule ToRule(PolicyRuleOptions options, AssetCatalog assets)
    {
        var name = options.Name is { Length: > 0 and <= 64 } && options.Name != WithdrawalPolicy.NoRule
            ? options.Name
            : throw new ArgumentException($"Wallets:Withdrawals:Policy: '{options.Name}' is no name for a rule.");
        return new PolicyRule(name, options.Outcome switch
        {
            "allow" => PolicyOutcome.Allow,
            "block" => PolicyOutcome.Block,
            "approve" => PolicyOutcome.Approve,
            _ => throw new ArgumentException($"Wallets:Withdrawals:Policy:{name}: the outcome '{options.Outcome}' is not allow, block or approve."),
        })
        {
            Assets = options.Assets,
            Networks = options.Networks,
            FromValue = ToValue(name, options.FromUsd, assets),
            BelowValue = ToValue(name, options.BelowUsd, assets),
            MinKycLevel = options.MinKycLevel,
            Quorum = options.Approvals is { Count: > 0 } approvals ? ToQuorum(name, approvals) : null,
        };
    }

    private static Amount? ToValue(string rule, string? text, AssetCatalog assets)
    {
        if (text is null)
        {
            return null;
        }

        var dollar = assets.Get("USD");
        return DecimalText.TryParse(text, dollar.Scale, out var units) == DecimalTextError.None
            ? new Amount(units, dollar)
            : throw new ArgumentException($"Wallets:Withdrawals:Policy:{rule}: '{text}' is no amount of dollars.");
    }

    private static ApprovalQuorum ToQuorum(string rule, IReadOnlyList<ApprovalGroupOptions> groups)
    {
        foreach (var group in groups)
        {
            if (group.Count is < 1 or > 5 || group.Roles.Count == 0 || group.Roles.Any(role => RoleNames.Find(role) is null))
            {
                throw new ArgumentException($"Wallets:Withdrawals:Policy:{rule}: an approval needs 1 to 5 people and known roles, not {group.Count} of '{string.Join(", ", group.Roles)}'.");
            }
        }

        return groups.Count <= ApprovalQuorum.MaxGroups
            ? new ApprovalQuorum([.. groups.Select(group => new ApprovalGroup(group.Roles, group.Count))])
            : throw new ArgumentException($"Wallets:Withdrawals:Policy:{rule}: at most {ApprovalQuorum.MaxGroups} groups approve.");
    }
}
