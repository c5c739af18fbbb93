using CryptoVault.Ids;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.TravelRule.Ivms101;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets.TravelRule;

/// <summary>The thresholds of all jurisdictions in US dollars at a moment; a threshold without a price is met by every value.</summary>
/// <param name="Rules">The jurisdictions with their thresholds.</param>
internal sealed record TravelRuleThresholds(IReadOnlyList<(Jurisdiction Rule, Amount? From, Amount? ProofFrom)> Rules);

/// <summary>A withdrawal, as far as the Travel Rule looks at it.</summary>
/// <param name="WithdrawalId">Its id.</param>
/// <param name="UserId">The customer.</param>
/// <param name="Country">The customer's country; null when it is not known.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Value">Its value in US dollars.</param>
/// <param name="Destination">What kind of place that is.</param>
/// <param name="Data">What the customer told; null for nothing.</param>
internal sealed record TravelRuleCase(
    string WithdrawalId, string UserId, string? Country, string Address, Amount Value, WithdrawalDestination Destination, TravelRuleData? Data);

/// <summary>What the Travel Rule asks for at a withdrawal: which jurisdiction's rule, whether data and a proof are needed, whether they are there.</summary>
public sealed class TravelRules(TravelRuleOptions options, IUsdValuation valuation, AssetCatalog assets)
{
    private readonly IReadOnlyList<Jurisdiction> jurisdictions = options.ToJurisdictions(assets);

    /// <summary>The thresholds at present prices.</summary>
    internal async ValueTask<TravelRuleThresholds> ThresholdsAsync(CancellationToken cancellation)
    {
        var rules = new (Jurisdiction, Amount?, Amount?)[jurisdictions.Count];
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = jurisdictions[i];
            rules[i] = (rule, await UsdAsync(rule.From, cancellation), rule.ProofFrom is { } proof ? await UsdAsync(proof, cancellation) : null);
        }

        return new TravelRuleThresholds(rules);
    }

    /// <summary>Decides within the decision that takes the withdrawal, and keeps the data that was given, encrypted.</summary>
    /// <returns>What is recorded; null where no rule applies and nothing was told. Or <see cref="TravelRuleDataRequired"/>, <see cref="WalletProofRequired"/>.</returns>
    internal Result<TravelRuleReference?> Decide(PartitionView view, TravelRuleThresholds thresholds, TravelRuleCase asked)
    {
        var applies = asked.Country is { } country && asked.Destination.Kind != DestinationKind.Internal
            ? thresholds.Rules.FirstOrDefault(one => one.Rule.Countries.Contains(country))
            : default;
        var isRequired = applies.Rule is not null && !(asked.Value < applies.From);
        var isSelfHosted = asked.Data?.Wallet == WalletKind.SelfHosted;
        var isProofRequired = isSelfHosted && applies.Rule?.ProofFrom is not null && !(asked.Value < applies.ProofFrom);
        if (options.Mode == TravelRuleMode.Refuse)
        {
            if (isRequired && asked.Data is null)
            {
                return new TravelRuleDataRequired(applies.Rule!.Name);
            }

            if (isProofRequired && !asked.Destination.IsProvedOwn)
            {
                return new WalletProofRequired(applies.Rule!.Name, $"{applies.Rule.ProofFrom!.Value.Asset.FormatShort(applies.Rule.ProofFrom.Value.Units)} {applies.Rule.ProofFrom.Value.Asset}");
            }
        }

        if (applies.Rule is null && asked.Data is null)
        {
            return Result<TravelRuleReference?>.Success(null);
        }

        if (asked.Data is { } data)
        {
            view.Add(new TravelRuleDocument(asked.WithdrawalId, PayloadOf(asked, data).ToJson()));
        }

        return new TravelRuleReference(
            applies.Rule?.Name ?? "none", isRequired, isSelfHosted, isProofRequired, asked.Data is null ? null : TravelRuleDocument.IdOf(asked.WithdrawalId),
            asked.Data?.Wallet == WalletKind.Provider ? DerivedId.Of("travel-rule", asked.UserId, asked.WithdrawalId) : null);
    }

    /// <summary>What is wrong with the data, by JSON pointer in the request.</summary>
    internal static IReadOnlyList<FieldError> Check(TravelRuleData data, DateOnly today)
    {
        List<FieldError> errors = [];
        if (data.Wallet == WalletKind.Provider && string.IsNullOrWhiteSpace(data.ProviderName))
        {
            errors.Add(new FieldError("/travelRule/providerName", "REQUIRED", "Name the provider that keeps the wallet."));
        }

        var sample = new TravelRuleCase("", "customer", null, "address", default, new WithdrawalDestination(DestinationKind.OneTime, null, null), data);
        errors.AddRange(PayloadRules.Check(Payload(sample, data, "CryptoVault", ""), today).Select(error => error with { Pointer = PointerOf(error.Pointer, data) }));
        return errors;
    }

    private static string PointerOf(string pointer, TravelRuleData data) =>
        pointer.StartsWith("/originator/", StringComparison.Ordinal) ? "/travelRule/originator/lastName"
        : pointer.StartsWith("/beneficiary/", StringComparison.Ordinal) ? pointer.Contains("ountry", StringComparison.Ordinal) ? "/travelRule/beneficiary/country"
            : data.IsCompany ? "/travelRule/beneficiary/companyName" : "/travelRule/beneficiary/lastName"
        : pointer.EndsWith("nationalIdentifier", StringComparison.Ordinal) ? "/travelRule/providerLei" : "/travelRule/providerName";

    private IdentityPayload PayloadOf(TravelRuleCase asked, TravelRuleData data) => Payload(asked, data, options.LegalName, options.Lei);

    private static IdentityPayload Payload(TravelRuleCase asked, TravelRuleData data, string ownName, string ownLei) => new(
        new Originator(
            [Natural(data.OriginatorLastName, data.OriginatorFirstName, asked.Country, asked.UserId)], [asked.UserId]),
        new Beneficiary(
            [data.IsCompany ? Company(data.BeneficiaryLastName, null, data.BeneficiaryCountry) : Natural(data.BeneficiaryLastName, data.BeneficiaryFirstName, data.BeneficiaryCountry, null)],
            [asked.Address]),
        new OriginatingVasp(Company(ownName, ownLei, null)),
        data.ProviderName is { } provider ? new BeneficiaryVasp(Company(provider, data.ProviderLei, null)) : null);

    private static Person Natural(string lastName, string? firstName, string? country, string? customerId) => new(
        new NaturalPerson(new NaturalPersonNames([new NaturalPersonName(lastName, firstName, "LEGL")]), null, null, customerId, null, country), null);

    private static Person Company(string name, string? lei, string? country) => new(
        null,
        new LegalPerson(
            new LegalPersonNames([new LegalPersonName(name, "LEGL")]), null, null,
            string.IsNullOrEmpty(lei) ? null : new NationalIdentification(lei, "LEIX", null, null), country));

    private async ValueTask<Amount?> UsdAsync(Amount amount, CancellationToken cancellation) =>
        amount.Asset.Code == "USD" ? amount : amount.Units == 0 ? assets.Get("USD").Zero : await valuation.ValueAsync(amount, cancellation);
}
