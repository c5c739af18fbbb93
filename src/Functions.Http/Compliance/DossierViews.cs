using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Functions.Http.Wallet;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Dossiers;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Functions.Http.Compliance;

internal sealed record CaseNoteView(string AuthorId, string Text, DateTimeOffset Time);

internal sealed record CaseEventView(CaseEventKind Kind, DateTimeOffset Time, string Actor, string? Detail);

internal sealed record DossierCustomerView(
    string UserId, string Email, string Country, int KycLevel, AccountStatus Status, DateTimeOffset CreatedAt, bool HasSecondFactor, DateTimeOffset? WithdrawalsBlockedUntil);

internal sealed record WindowUseView(int Count, int MaxCount, string Usd, string MaxUsd)
{
    public static WindowUseView Of(WindowUse use, Asset dollar) => new(use.Count, use.MaxCount, dollar.Format(use.UsdUnits), dollar.Format(use.MaxUsdUnits));
}

internal sealed record LimitUseView(int Level, string ValueUsd, WindowUseView Day, WindowUseView Month);

internal sealed record DestinationView(DestinationKind Kind, DateTimeOffset? KnownSince, string? Label, bool IsProvedOwn);

internal sealed record ScreeningHitView(string List, string Version, string Explanation);

internal sealed record ScreeningView(string Outcome, DateTimeOffset Time, string ListVersion, int ListedAddresses, IReadOnlyList<ScreeningHitView> Hits);

internal sealed record NameScreeningView(string Outcome, DateTimeOffset Time, string ListVersion, int ListedNames, IReadOnlyList<ScreeningHitView> Hits)
{
    public static NameScreeningView Of(NameScreeningResult found) => new(
        found.IsHit ? "hit" : "clear", StoredTime.Parse(found.Time), found.ListVersion, found.ListedNames,
        [.. found.Hits.Select(hit => new ScreeningHitView(hit.List, hit.Version, hit.Explanation.Shown ?? ""))]);
}

internal sealed record RiskFactorView(string Code, int Points, string Explanation);

internal sealed record RiskView(int Score, IReadOnlyList<RiskFactorView> Factors);

internal sealed record TravelRuleView(string Jurisdiction, bool IsRequired, bool IsSelfHosted, bool IsProofRequired, bool HasData, IReadOnlyList<string> Beneficiaries, string? MessageId);

internal sealed record PolicyDecisionView(string PolicyId, int Version, string Rule, PolicyOutcome Outcome, string? ValueUsd);

internal sealed record WithdrawalStepView(WithdrawalStatus Status, DateTimeOffset Time, string Actor);

internal sealed record AddressHistoryView(int Withdrawals, int Completed, string CompletedAmount, DateTimeOffset? FirstAt, DateTimeOffset? LastAt);

/// <summary>What a reviewer needs to know about the withdrawal.</summary>
internal sealed record DossierView(
    DossierCustomerView Customer, IReadOnlyList<BalanceView> Balances, WithdrawalView Withdrawal, IReadOnlyList<WithdrawalStepView> Steps, PolicyDecisionView? Policy,
    DestinationView? Destination, LimitUseView? Limits, ScreeningView? Screening, NameScreeningView? NameScreening, RiskView? Risk, TravelRuleView? TravelRule, AddressHistoryView AddressHistory,
    IReadOnlyList<WithdrawalView> Similar)
{
    public static DossierView Of(WithdrawalDossier dossier, AssetCatalog assets)
    {
        var withdrawal = dossier.Withdrawal;
        var checks = withdrawal.Checks;
        var customer = dossier.Customer;
        var history = dossier.AddressHistory;
        return new DossierView(
            new DossierCustomerView(
                customer.UserId, customer.Email.Shown ?? "", customer.Country, customer.KycLevel, customer.Status, customer.CreatedAt, customer.SecondFactorSince is not null,
                customer.WithdrawalsBlockedUntil),
            [.. dossier.Balances.Where(valued => !valued.Balance.Total.IsZero).Select(BalanceView.Of)],
            WithdrawalView.Of(withdrawal, assets),
            [.. withdrawal.Steps.Select(step => new WithdrawalStepView(step.Status, StoredTime.Parse(step.Time), step.Actor))],
            withdrawal.PolicyDecision is { } policy ? new PolicyDecisionView(policy.PolicyId, policy.PolicyVersion, policy.Rule, policy.Outcome, policy.Value) : null,
            checks?.Destination is { } place ? new DestinationView(place.Kind, CaseView.TimeOf(place.KnownSince), place.Label.Shown, place.IsProvedOwn) : null,
            LimitsOf(checks?.Limits, assets),
            checks?.Screening is { } screening
                ? new ScreeningView(
                    screening.Outcome.ToString().ToLowerInvariant(), StoredTime.Parse(screening.Time), screening.ListVersion, screening.ListedAddresses,
                    [.. screening.Hits.Select(hit => new ScreeningHitView(hit.List, hit.Version, hit.Explanation))])
                : null,
            checks?.Names is { } names ? NameScreeningView.Of(names) : null,
            checks?.Risk is { } risk ? new RiskView(risk.Score, [.. risk.Factors.Select(factor => new RiskFactorView(factor.Code, factor.Points, factor.Explanation))]) : null,
            checks?.TravelRule is { } rule
                ? new TravelRuleView(rule.Jurisdiction, rule.IsRequired, rule.IsSelfHosted, rule.IsProofRequired, rule.DocumentId is not null, dossier.Beneficiaries, rule.MessageId)
                : null,
            new AddressHistoryView(
                history.Withdrawals, history.Completed, assets.Get(withdrawal.Asset).Format(history.CompletedUnits), CaseView.TimeOf(history.FirstTime), CaseView.TimeOf(history.LastTime)),
            [.. dossier.Similar.Select(one => WithdrawalView.Of(one, assets))]);
    }

    private static LimitUseView? LimitsOf(LimitUse? use, AssetCatalog assets)
    {
        var dollar = assets.Get("USD");
        return use is null ? null : new LimitUseView(use.Level, dollar.Format(use.ValueUsdUnits), WindowUseView.Of(use.Day, dollar), WindowUseView.Of(use.Month, dollar));
    }
}
