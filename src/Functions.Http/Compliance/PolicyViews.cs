using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Functions.Http.Compliance;

internal sealed record PolicyApproval(IReadOnlyList<string> Roles, int Count = 1)
{
    public static IReadOnlyList<PolicyApproval> Of(IReadOnlyList<ApprovalGroupOptions> groups) => [.. groups.Select(group => new PolicyApproval(group.Roles, group.Count))];

    public ApprovalGroupOptions ToOptions() => new() { Roles = Roles, Count = Count };
}

internal sealed record PolicyRuleText(
    string Name, string Outcome, IReadOnlyList<string>? Assets = null, IReadOnlyList<string>? Networks = null, string? FromUsd = null, string? BelowUsd = null,
    string? DayFromUsd = null, string? DayBelowUsd = null, string? MonthFromUsd = null, string? MonthBelowUsd = null, IReadOnlyList<string>? Destinations = null,
    int? MinKnownDays = null, IReadOnlyList<string>? Countries = null, int? MinKycLevel = null, int? MaxKycLevel = null, int? MinTier = null, int? MaxTier = null,
    int? MinRisk = null, int? MaxRisk = null, string? Actor = null, IReadOnlyList<PolicyApproval>? Approvals = null)
{
    public static PolicyRuleText Of(PolicyRuleOptions rule) => new(
        rule.Name, rule.Outcome, rule.Assets, rule.Networks, rule.FromUsd, rule.BelowUsd, rule.DayFromUsd, rule.DayBelowUsd, rule.MonthFromUsd, rule.MonthBelowUsd,
        rule.Destinations, rule.MinKnownDays, rule.Countries, rule.MinKycLevel, rule.MaxKycLevel, rule.MinTier, rule.MaxTier, rule.MinRisk, rule.MaxRisk, rule.Actor,
        rule.Approvals is { } approvals ? PolicyApproval.Of(approvals) : null);

    public PolicyRuleOptions ToOptions() => new()
    {
        Name = Name, Outcome = Outcome, Assets = Assets, Networks = Networks, FromUsd = FromUsd, BelowUsd = BelowUsd, DayFromUsd = DayFromUsd, DayBelowUsd = DayBelowUsd,
        MonthFromUsd = MonthFromUsd, MonthBelowUsd = MonthBelowUsd, Destinations = Destinations, MinKnownDays = MinKnownDays, Countries = Countries,
        MinKycLevel = MinKycLevel, MaxKycLevel = MaxKycLevel, MinTier = MinTier, MaxTier = MaxTier, MinRisk = MinRisk, MaxRisk = MaxRisk, Actor = Actor,
        Approvals = Approvals is null ? null : [.. Approvals.Select(group => group.ToOptions())],
    };
}

internal sealed record PolicyExemption(string BelowUsd, int KnownDays);

internal sealed record PolicyTerms(IReadOnlyList<PolicyRuleText> Rules, IReadOnlyList<PolicyApproval> Approvals, PolicyExemption? MailExemption)
{
    public static PolicyTerms Of(WithdrawalPolicyOptions terms) => new(
        [.. terms.Rules.Select(PolicyRuleText.Of)], PolicyApproval.Of(terms.Approvals),
        terms.MailExemption is { } exemption ? new PolicyExemption(exemption.BelowUsd, exemption.KnownDays) : null);
}

internal sealed record PolicyDraftRequest(
    string Reason, IReadOnlyList<PolicyRuleText> Rules, IReadOnlyList<PolicyApproval>? Approvals = null, PolicyExemption? MailExemption = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/reason", Reason, 1, 1000);
        check.AtMost("/rules", Rules, 100);
        check.AtMost("/approvals", Approvals, 5);
        if (Rules.Any(rule => rule is null || rule.Approvals?.Contains(null!) == true) || Approvals?.Contains(null!) == true)
        {
            check.Refuse(new FieldError("/rules", "REQUIRED", "No rule and no group of approvers may be null."));
        }
    }

    public WithdrawalPolicyOptions ToOptions() => new()
    {
        Rules = [.. Rules.Select(rule => rule.ToOptions())],
        Approvals = [.. (Approvals ?? []).Select(group => group.ToOptions())],
        MailExemption = MailExemption is { } exemption ? new MailExemptionOptions { BelowUsd = exemption.BelowUsd, KnownDays = exemption.KnownDays } : null,
    };
}

internal sealed record PolicyReasonRequest(string Reason) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/reason", Reason, 1, 1000);
}

internal sealed record PolicySimulationRequest(
    string Asset, string Network, string? ValueUsd = null, int KycLevel = 0, string? DayValueUsd = null, string? MonthValueUsd = null, string? Destination = null,
    int KnownDays = 0, string? Country = null, int? Tier = null, int? Risk = null, bool ByApiKey = false, bool Draft = false) : IChecked
{
    private static readonly string[] Places = ["whitelisted", "one_time", "internal"];

    public void Check(FieldChecks check)
    {
        Value(check, "/valueUsd", ValueUsd);
        Value(check, "/dayValueUsd", DayValueUsd);
        Value(check, "/monthValueUsd", MonthValueUsd);
        check.OneOf("/destination", Destination, Places);
        check.Range("/kycLevel", KycLevel, 0, 3);
        check.Range("/knownDays", KnownDays, 0, 10_000);
        check.Range("/tier", Tier, 0, 100);
        check.Range("/risk", Risk, 0, 100);
    }

    public PolicyFacts ToFacts() => new(Asset, Network, ValueOf(ValueUsd), KycLevel)
    {
        DayValue = ValueOf(DayValueUsd),
        MonthValue = ValueOf(MonthValueUsd),
        Destination = Destination is null ? null : (DestinationKind)Array.IndexOf(Places, Destination),
        KnownDays = KnownDays,
        Country = Country,
        Tier = Tier,
        Risk = Risk,
        IsByApiKey = ByApiKey,
    };

    private static Amount? ValueOf(string? text)
    {
        var dollar = AssetCatalog.Default.Get("USD");
        return text is not null && DecimalText.TryParse(text, dollar.Scale, out var units) == DecimalTextError.None ? new Amount(units, dollar) : null;
    }

    private static void Value(FieldChecks check, string pointer, string? text)
    {
        if (text is not null && ValueOf(text) is null)
        {
            check.Refuse(new FieldError(pointer, "NOT_A_DECIMAL", "Expected dollars as plain decimal text, such as \"1000\"."));
        }
    }
}

internal sealed record PolicyActView(string By, DateTimeOffset At, string Reason)
{
    public static PolicyActView Of(PolicyAct act) => new(act.By, act.At, act.Reason);
}

internal sealed record PolicyVersionView(int Version, PolicyActView Drafted, PolicyActView Published);

internal sealed record PolicyDraftView(PolicyTerms Terms, PolicyActView Drafted);

internal sealed record PolicyView(int Revision, int Version, PolicyTerms Terms, PolicyDraftView? Draft, IReadOnlyList<PolicyVersionView> Versions)
{
    public static PolicyView Of(PolicyInForce policy)
    {
        var head = policy.Head;
        return new PolicyView(
            head.Revision, head.InForce, PolicyTerms.Of(policy.Terms), head.Draft is { } draft ? new PolicyDraftView(PolicyTerms.Of(draft.Terms), PolicyActView.Of(draft.Drafted)) : null,
            [.. head.Versions.Reverse().Select(one => new PolicyVersionView(one.Version, PolicyActView.Of(one.Drafted), PolicyActView.Of(one.Published)))]);
    }
}

internal sealed record RuleMatchView(string Rule, PolicyOutcome Outcome, PolicyMatch Match);

internal sealed record PolicySimulationView(
    string PolicyId, int PolicyVersion, string Rule, PolicyOutcome Outcome, IReadOnlyList<ApprovalGroupView>? Approvals, bool NeedsMail, IReadOnlyList<RuleMatchView> Rules)
{
    public static PolicySimulationView Of(PolicySimulation found)
    {
        var decision = found.Decision;
        return new PolicySimulationView(
            decision.PolicyId, decision.PolicyVersion, decision.Rule, decision.Outcome,
            decision.Quorum is { } quorum ? [.. quorum.Groups.Select(group => new ApprovalGroupView(group.Roles, group.Count))] : null, found.NeedsMail,
            [.. found.Rules.Select(rule => new RuleMatchView(rule.Name, rule.Outcome, rule.Match))]);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PolicyDraftRequest))]
[JsonSerializable(typeof(PolicyReasonRequest))]
[JsonSerializable(typeof(PolicySimulationRequest))]
[JsonSerializable(typeof(PolicyTerms))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(PolicySimulationView))]
internal sealed partial class PolicyHttpJson : JsonSerializerContext;
