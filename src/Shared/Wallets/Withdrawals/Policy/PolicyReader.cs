using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>Reads a policy as written, and collects everything that is wrong with it.</summary>
internal sealed class PolicyReader(AssetCatalog assets)
{
    /// <summary>Most rules of a policy.</summary>
    public const int MostRules = 100;

    private const int MostPeople = 5;
    private const int LongestName = 64;

    private static readonly Dictionary<string, PolicyOutcome> Outcomes = new(StringComparer.Ordinal)
    {
        ["allow"] = PolicyOutcome.Allow, ["block"] = PolicyOutcome.Block, ["approve"] = PolicyOutcome.Approve,
    };

    private static readonly Dictionary<string, DestinationKind> Places = new(StringComparer.Ordinal)
    {
        ["whitelisted"] = DestinationKind.Whitelisted, ["one_time"] = DestinationKind.OneTime, ["internal"] = DestinationKind.Internal,
    };

    private readonly List<FieldError> errors = [];
    private readonly Asset dollar = assets.Get("USD");

    /// <summary>What is wrong, by JSON pointer.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>The policy; without meaning when there are <see cref="Errors"/>.</summary>
    public WithdrawalPolicy Read(WithdrawalPolicyOptions options)
    {
        if (options.Rules.Count > MostRules)
        {
            Refuse("/rules", "TOO_MANY", $"A policy has at most {MostRules} rules.", $"0..{MostRules}", $"{MostRules}");
            return new WithdrawalPolicy(options.Id, options.Version, [], new ApprovalQuorum([]));
        }

        var written = options.Rules.Count == 0 ? WithdrawalPolicyOptions.DefaultRules : options.Rules;
        PolicyRule[] rules = [.. written.Select((rule, i) => ReadRule($"/rules/{i}", rule))];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Length; i++)
        {
            if (!names.Add(rules[i].Name))
            {
                Refuse($"/rules/{i}/name", "NOT_UNIQUE", $"Another rule is called '{rules[i].Name}' already.");
            }
        }

        var approvals = options.Approvals.Count == 0 ? WithdrawalPolicyOptions.DefaultApprovals : options.Approvals;
        return new WithdrawalPolicy(options.Id, options.Version, rules, Quorum("/approvals", approvals))
        {
            MailExemption = options.MailExemption is { } exemption ? Exemption(exemption) : null,
        };
    }

    private PolicyRule ReadRule(string at, PolicyRuleOptions options)
    {
        if (options.Name.Length is 0 or > LongestName || options.Name is WithdrawalPolicy.NoRule or WithdrawalPolicy.ScreeningRule)
        {
            Refuse($"{at}/name", "INVALID_NAME", $"'{options.Name}' is no name for a rule: 1 to {LongestName} characters, and not {WithdrawalPolicy.NoRule} or {WithdrawalPolicy.ScreeningRule}.");
        }

        return new PolicyRule(options.Name, OneOf($"{at}/outcome", options.Outcome, Outcomes))
        {
            Assets = Known($"{at}/assets", options.Assets, code => assets.Find(code) is not null, string.Join(", ", assets.All.Select(asset => asset.Code))),
            Networks = Known($"{at}/networks", options.Networks, network => NetworkNames.All.Contains(network), string.Join(", ", NetworkNames.All)),
            Value = Range($"{at}/fromUsd", options.FromUsd, $"{at}/belowUsd", options.BelowUsd),
            DayValue = Range($"{at}/dayFromUsd", options.DayFromUsd, $"{at}/dayBelowUsd", options.DayBelowUsd),
            MonthValue = Range($"{at}/monthFromUsd", options.MonthFromUsd, $"{at}/monthBelowUsd", options.MonthBelowUsd),
            Destinations = options.Destinations is { } places ? [.. places.Select((place, i) => OneOf($"{at}/destinations/{i}", place, Places))] : null,
            MinKnownDays = Number($"{at}/minKnownDays", options.MinKnownDays, 10_000),
            Countries = Known($"{at}/countries", options.Countries, code => Accounts.Countries.IsCode(code), "codes of ISO 3166-1 alpha-2"),
            MinKycLevel = Number($"{at}/minKycLevel", options.MinKycLevel, 3),
            MaxKycLevel = Number($"{at}/maxKycLevel", options.MaxKycLevel, 3, options.MinKycLevel),
            MinTier = Number($"{at}/minTier", options.MinTier, 100),
            MaxTier = Number($"{at}/maxTier", options.MaxTier, 100, options.MinTier),
            MinRisk = Number($"{at}/minRisk", options.MinRisk, 100),
            MaxRisk = Number($"{at}/maxRisk", options.MaxRisk, 100, options.MinRisk),
            ByApiKey = options.Actor is { } actor ? OneOf($"{at}/actor", actor, new Dictionary<string, bool> { ["person"] = false, ["api_key"] = true }) : null,
            Quorum = options.Approvals is { Count: > 0 } approvals ? Quorum($"{at}/approvals", approvals) : null,
        };
    }

    private ValueRange? Range(string fromAt, string? from, string belowAt, string? below)
    {
        if (from is null && below is null)
        {
            return null;
        }

        var range = new ValueRange(Value(fromAt, from), Value(belowAt, below));
        if (range.From is { } least && range.Below is { } most && least >= most)
        {
            Refuse(belowAt, "OUT_OF_RANGE", $"It is not more than {from}, so that no value is in the range.");
        }

        return range;
    }

    private Amount? Value(string at, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DecimalText.TryParse(text, dollar.Scale, out var units) == DecimalTextError.None)
        {
            return new Amount(units, dollar);
        }

        Refuse(at, "NOT_A_DECIMAL", $"'{(text.Length <= LongestName ? text : text[..LongestName])}' is no amount of dollars, such as \"1000\".");
        return null;
    }

    private MailExemption Exemption(MailExemptionOptions options)
    {
        if (options.KnownDays < Policy.MailExemption.FewestDays)
        {
            Refuse(
                "/mailExemption/knownDays", "OUT_OF_RANGE", $"At least {Policy.MailExemption.FewestDays} days are needed.", $"{Policy.MailExemption.FewestDays}..",
                $"{Policy.MailExemption.FewestDays}");
        }

        return new MailExemption(Value("/mailExemption/belowUsd", options.BelowUsd) ?? dollar.Zero, options.KnownDays);
    }

    private ApprovalQuorum Quorum(string at, IReadOnlyList<ApprovalGroupOptions> groups)
    {
        if (groups.Count > ApprovalQuorum.MaxGroups)
        {
            Refuse(at, "TOO_MANY", $"At most {ApprovalQuorum.MaxGroups} groups approve.", $"1..{ApprovalQuorum.MaxGroups}", $"{ApprovalQuorum.MaxGroups}");
        }

        for (var i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            if (group.Count is < 1 or > MostPeople)
            {
                Refuse($"{at}/{i}/count", "OUT_OF_RANGE", $"A group has 1 to {MostPeople} people.", $"1..{MostPeople}", $"{Math.Clamp(group.Count, 1, MostPeople)}");
            }

            if (group.Roles.Count == 0 || group.Roles.Any(role => RoleNames.Find(role) is null or Role.Customer or Role.Auditor))
            {
                Refuse($"{at}/{i}/roles", "NOT_ONE_OF", "Name roles of staff who decide.", string.Join(", ", RoleNames.All.Where(role => RoleNames.Find(role) is not (Role.Customer or Role.Auditor))));
            }
        }

        return new ApprovalQuorum([.. groups.Select(group => new ApprovalGroup(group.Roles, group.Count))]);
    }

    private IReadOnlyList<string>? Known(string at, IReadOnlyList<string>? values, Func<string, bool> isKnown, string expected)
    {
        for (var i = 0; i < values?.Count; i++)
        {
            if (values[i] is not { } value || !isKnown(value))
            {
                Refuse($"{at}/{i}", "NOT_ONE_OF", $"Expected {expected}.");
            }
        }

        return values is { Count: 0 } ? null : values;
    }

    private int? Number(string at, int? value, int max, int? min = null)
    {
        var least = min ?? 0;
        if (value < least || value > max)
        {
            Refuse(at, "OUT_OF_RANGE", $"Expected {least} to {max}.", $"{least}..{max}", $"{Math.Clamp(value.Value, Math.Min(least, max), max)}");
        }

        return value;
    }

    private T OneOf<T>(string at, string value, Dictionary<string, T> known) where T : struct
    {
        if (value is not null && known.TryGetValue(value, out var found))
        {
            return found;
        }

        Refuse(at, "NOT_ONE_OF", $"Expected one of: {string.Join(", ", known.Keys)}.", string.Join(", ", known.Keys));
        return default;
    }

    private void Refuse(string pointer, string code, string message, string? bound = null, string? nearest = null) =>
        errors.Add(new FieldError(pointer, code, message, null, bound, nearest));
}
