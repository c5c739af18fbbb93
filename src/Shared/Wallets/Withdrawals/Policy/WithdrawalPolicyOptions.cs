using CryptoVault.Accounts;
using CryptoVault.Money;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>People who must approve, as written.</summary>
public sealed record ApprovalGroupOptions
{
    /// <summary>The names of the roles, each of which serves.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How many people.</summary>
    public int Count { get; init; } = 1;
}

/// <summary>A rule, as written. Values are plain decimal text in US dollars.</summary>
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

    /// <summary>The least value of 24 hours, with this withdrawal.</summary>
    public string? DayFromUsd { get; init; }

    /// <summary>The value of 24 hours that it stays under, with this withdrawal.</summary>
    public string? DayBelowUsd { get; init; }

    /// <summary>The least value of 30 days, with this withdrawal.</summary>
    public string? MonthFromUsd { get; init; }

    /// <summary>The value of 30 days that it stays under, with this withdrawal.</summary>
    public string? MonthBelowUsd { get; init; }

    /// <summary>Where it goes: <c>whitelisted</c>, <c>one_time</c>, <c>internal</c>; none for anywhere.</summary>
    public IReadOnlyList<string>? Destinations { get; init; }

    /// <summary>For how many days at least the address is in force in the customer's address book.</summary>
    public int? MinKnownDays { get; init; }

    /// <summary>The customer's countries (ISO 3166-1 alpha-2); none for all.</summary>
    public IReadOnlyList<string>? Countries { get; init; }

    /// <summary>The least identification level.</summary>
    public int? MinKycLevel { get; init; }

    /// <summary>The highest identification level.</summary>
    public int? MaxKycLevel { get; init; }

    /// <summary>The least row of the fee table that the customer's volume reached; 0 for none.</summary>
    public int? MinTier { get; init; }

    /// <summary>The highest row of the fee table.</summary>
    public int? MaxTier { get; init; }

    /// <summary>The least risk score, 0 to 100.</summary>
    public int? MinRisk { get; init; }

    /// <summary>The highest risk score, 0 to 100.</summary>
    public int? MaxRisk { get; init; }

    /// <summary><c>person</c> or <c>api_key</c>; none for both.</summary>
    public string? Actor { get; init; }

    /// <summary>Who must approve; none for the policy's own.</summary>
    public IReadOnlyList<ApprovalGroupOptions>? Approvals { get; init; }
}

/// <summary>Which withdrawals need no confirmation by mail, as written.</summary>
public sealed record MailExemptionOptions
{
    /// <summary>The value in US dollars that they stay under.</summary>
    public string BelowUsd { get; init; } = "0";

    /// <summary>For how many days at least the address is in force in the customer's address book.</summary>
    public int KnownDays { get; init; } = 90;
}

/// <summary>A policy, as written: in the configuration under <c>Wallets:Withdrawals:Policy</c>, in drafts, and in published versions.</summary>
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

    /// <summary>What needs no confirmation by mail; null when everything does.</summary>
    public MailExemptionOptions? MailExemption { get; init; }

    /// <summary>The rules of an installation that says nothing.</summary>
    internal static IReadOnlyList<PolicyRuleOptions> DefaultRules { get; } =
    [
        new() { Name = "risky", Outcome = "approve", MinRisk = 80 },
        new() { Name = "known-automatic", Outcome = "allow", BelowUsd = "2000", Destinations = ["whitelisted"] },
        new() { Name = "small-automatic", Outcome = "allow", BelowUsd = "1000" },
        new() { Name = "reviewer", Outcome = "approve" },
    ];

    /// <summary>Who approves where an installation says nothing.</summary>
    internal static IReadOnlyList<ApprovalGroupOptions> DefaultApprovals { get; } =
    [
        new() { Roles = [RoleNames.Of(Role.ComplianceReviewer), RoleNames.Of(Role.ComplianceOfficer), RoleNames.Of(Role.Treasury)] },
    ];

    /// <summary>The policy that the configuration describes.</summary>
    /// <exception cref="ArgumentException">A rule is not valid; the message names it.</exception>
    public WithdrawalPolicy ToPolicy(AssetCatalog assets)
    {
        var reader = new PolicyReader(assets);
        var policy = reader.Read(this);
        return reader.Errors.Count == 0
            ? policy
            : throw new ArgumentException($"Wallets:Withdrawals:Policy{reader.Errors[0].Pointer.Replace('/', ':')}: {reader.Errors[0].Message}");
    }
}
